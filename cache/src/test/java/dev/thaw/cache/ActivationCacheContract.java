package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.OLD;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.at;
import static dev.thaw.cache.Samples.prefix;
import static dev.thaw.cache.Samples.sample;
import static dev.thaw.cache.Samples.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every activation cache does. */
abstract class ActivationCacheContract extends CacheContract {
  @Test
  void whatWasPutIsFoundUnderItsTaskPrefixAndSampleOnly() {
    assertThat(cache.put(activation(1))).isTrue();

    assertThat(cache.get(TASK, CURRENT, sample(1))).contains(activation(1));
    assertThat(cache.get(TASK, OLD, sample(1))).isEmpty();
    assertThat(cache.get(TASK, CURRENT, sample(2))).isEmpty();
    assertThat(cache.get("lenet", CURRENT, sample(1))).isEmpty();
    assertThat(cache.stats().hits()).isEqualTo(1);
    assertThat(cache.stats().misses()).isEqualTo(3);
    assertThat(cache.stats().hitRate()).isEqualTo(0.25);
  }

  @Test
  void theDeepestCutThatIsThereIsFoundAndCountsOnce() {
    cache.put(activation(1, prefix(3), 64));
    cache.put(activation(1, prefix(5), 16));

    assertThat(cache.deepest(TASK, sample(1), List.of(prefix(6), prefix(5), prefix(3))))
        .contains(activation(1, prefix(5), 16));
    assertThat(cache.deepest(TASK, sample(1), List.of(prefix(7), prefix(8)))).isEmpty();
    assertThat(cache.stats().hits()).isEqualTo(1);
    assertThat(cache.stats().misses()).isEqualTo(1);
    assertThat(cache.stats().samples()).isEqualTo(1);
    assertThat(cache.stats().activations()).isEqualTo(2);
  }

  @Test
  void puttingAgainReplaces() {
    cache.put(activation(1, CURRENT, 16));
    long bytes = cache.stats().bytes();
    Activation newer = at(activation(1, CURRENT, 16), NOW.plusSeconds(5));

    cache.put(newer);

    assertThat(cache.get(TASK, CURRENT, sample(1))).contains(newer);
    assertThat(cache.stats().activations()).isEqualTo(1);
    assertThat(cache.stats().bytes()).isEqualTo(bytes);
  }

  @Test
  void aSampleThatIsNotKeptCannotBeAnnotated() {
    assertThat(cache.annotate(TASK, sample(1), 0, NOW)).isFalse();
    assertThat(cache.outbox().length()).isZero();
    assertThatThrownBy(() -> cache.annotate(TASK, sample(1), -1, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void aSampleIsKnownToBeAnnotatedBeforeAndAfterTheCloudHasIt() {
    cache.put(activation(1));
    cache.put(activation(2));
    assertThat(cache.isAnnotated(TASK, sample(1))).isFalse();
    cache.annotate(TASK, sample(1), 7, NOW);
    assertThat(cache.isAnnotated(TASK, sample(1))).isTrue();
    cache.outbox().acknowledge(List.of(cache.outbox().peek(TASK, 0, 1).get(0).sequence()));
    assertThat(cache.isAnnotated(TASK, sample(1))).isTrue();
    assertThat(cache.isAnnotated(TASK, sample(2))).isFalse();
    assertThat(cache.isAnnotated("lenet", sample(1))).isFalse();
  }

  @Test
  void aWholeUpdateEvictsTheOldGenerationAndKeepsTheOutbox() {
    cache.put(activation(1, OLD, 16));
    cache.put(activation(1, CURRENT, 16));
    cache.put(activation(2, OLD, 16));
    cache.put(activation(3, OLD, 16));
    cache.annotate(TASK, sample(2), 7, NOW);
    cache.annotate(TASK, sample(3), 8, NOW);
    cache.outbox().acknowledge(List.of(cache.outbox().peek(TASK, 0, 2).get(1).sequence()));

    assertThat(cache.retain(TASK, valid(CURRENT, NOW))).isEqualTo(3);

    assertThat(cache.stats().evicted(EvictionReason.PREFIX_VOID)).isEqualTo(3);
    assertThat(cache.get(TASK, OLD, sample(1))).isEmpty();
    assertThat(cache.get(TASK, CURRENT, sample(1))).isPresent();
    assertThat(cache.get(TASK, OLD, sample(2))).isEmpty();
    assertThat(cache.outbox().peek(TASK, 0, 10)).extracting(Pending::label).containsExactly(7);
    assertThat(cache.put(activation(2, CURRENT, 16))).isTrue();
    assertThat(cache.get(TASK, CURRENT, sample(2))).isPresent();
    assertThat(
            cache.outbox().acknowledge(List.of(cache.outbox().peek(TASK, 0, 1).get(0).sequence())))
        .isEqualTo(1);
  }

  @Test
  void otherTasksAreNotTouchedByAWholeUpdate() {
    Activation other = new Activation("lenet", sample(1), 6, OLD, NOW, activation(1).tensors());
    cache.put(other);
    cache.put(activation(1, OLD, 16));

    assertThat(cache.retain(TASK, Map.of())).isEqualTo(1);
    assertThat(cache.get("lenet", OLD, sample(1))).contains(other);
  }

  @Test
  void anActivationOlderThanItsPrefixIsEvictedAndLaterRefused() {
    cache.put(activation(1));
    cache.put(at(activation(2), NOW.plusSeconds(60)));

    assertThat(cache.retain(TASK, valid(CURRENT, NOW.plusSeconds(30)))).isEqualTo(1);

    assertThat(cache.get(TASK, CURRENT, sample(1))).isEmpty();
    assertThat(cache.get(TASK, CURRENT, sample(2))).isPresent();
    assertThat(cache.put(activation(3))).isFalse();
    assertThat(cache.put(at(activation(3), NOW.plusSeconds(30)))).isTrue();
    assertThat(cache.stats().evicted(EvictionReason.OUTDATED)).isEqualTo(2);
  }

  @Test
  void whenTheAppClosesOnlyAnnotatedAndFrequentSamplesStay() {
    for (int n = 0; n < 4; n++) {
      cache.put(activation(n));
    }
    cache.annotate(TASK, sample(0), 0, NOW);
    cache.annotate(TASK, sample(1), 1, NOW);
    cache.outbox().acknowledge(List.of(cache.outbox().peek(TASK, 0, 1).get(0).sequence()));
    cache.get(TASK, CURRENT, sample(2));
    cache.get(TASK, CURRENT, sample(2));
    cache.get(TASK, CURRENT, sample(3));

    assertThat(cache.evictNeverAnnotated()).isEqualTo(1);

    assertThat(cache.get(TASK, CURRENT, sample(0))).isPresent();
    assertThat(cache.get(TASK, CURRENT, sample(1))).isPresent();
    assertThat(cache.get(TASK, CURRENT, sample(2))).isPresent();
    assertThat(cache.get(TASK, CURRENT, sample(3))).isEmpty();
    assertThat(cache.stats().evicted(EvictionReason.NEVER_ANNOTATED)).isEqualTo(1);
  }

  @Test
  void theLimitHoldsAndFrequentSamplesOutliveAScan() {
    for (int n = 0; n < 100; n++) {
      cache.put(activation(n, CURRENT, LARGE));
      cache.get(TASK, CURRENT, sample(n));
      cache.get(TASK, CURRENT, sample(n));
    }
    for (int n = 1000; n < 2500; n++) {
      cache.put(activation(n, CURRENT, LARGE));
      assertThat(cache.get(TASK, CURRENT, sample(n))).as("just put").isPresent();
      assertThat(cache.stats().bytes()).isLessThanOrEqualTo(LIMITS.activationBytes());
    }

    long survivors =
        IntStream.range(0, 100)
            .filter(n -> cache.get(TASK, CURRENT, sample(n)).isPresent())
            .count();
    assertThat(survivors).isGreaterThan(90);
    assertThat(cache.stats().evicted(EvictionReason.CAPACITY)).isGreaterThan(1000);
  }

  @Test
  void annotatedSamplesAreNeverEvictedAndWhatFindsNoRoomIsRefused() {
    int annotated = 0;
    for (int n = 0; n < 1000; n++) {
      if (cache.put(activation(n, CURRENT, LARGE)) && cache.annotate(TASK, sample(n), 1, NOW)) {
        annotated++;
      }
    }

    assertThat(annotated).isBetween(360, 390);
    assertThat(cache.outbox().length()).isEqualTo(annotated);
    assertThat(cache.stats().bytes()).isLessThan(LIMITS.activationBytes() + 1024);
    for (Pending pending : cache.outbox().peek(TASK, 0, 1000)) {
      assertThat(cache.get(TASK, CURRENT, pending.sample())).isPresent();
    }
    assertThat(cache.put(activation(2000, CURRENT, LARGE))).isFalse();

    List<Long> all = cache.outbox().peek(TASK, 0, 1000).stream().map(Pending::sequence).toList();
    cache.outbox().acknowledge(all);
    assertThat(cache.put(activation(2000, CURRENT, LARGE))).isTrue();
  }

  @Test
  void aFullCacheKeepsAnAnnotatedActivationThatIsPutAgain() {
    cache.put(activation(0));
    long emptyRow = cache.stats().bytes() - 16 * Float.BYTES;
    cache.annotate(TASK, sample(0), 1, NOW);
    for (int n = 1; room() > 3 * LARGE * Float.BYTES; n++) {
      cache.put(activation(n, CURRENT, LARGE));
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    cache.put(activation(-1, CURRENT, (int) (room() - emptyRow) / Float.BYTES));
    cache.annotate(TASK, sample(-1), 1, NOW);
    assertThat(room()).as("annotations go beyond the limit").isNegative();

    assertThat(cache.put(activation(0))).isTrue();
    assertThat(cache.get(TASK, CURRENT, sample(0))).contains(activation(0));
  }

  @Test
  void manyThreadsSeeOnlyWhatBelongsToTheirKeys() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> work =
          IntStream.range(0, 8).<Callable<Integer>>mapToObj(t -> () -> churn(t)).toList();
      int annotated = 0;
      for (Future<Integer> each : threads.invokeAll(work)) {
        annotated += each.get();
      }
      assertThat(cache.outbox().length()).isEqualTo(annotated);
      assertThat(cache.outbox().peek(TASK, 0, Integer.MAX_VALUE))
          .extracting(Pending::sample)
          .doesNotHaveDuplicates()
          .hasSize(annotated);
    } finally {
      threads.shutdownNow();
    }
  }

  private int churn(int thread) {
    int annotated = 0;
    for (int i = 0; i < 150; i++) {
      int n = thread * 1000 + i;
      Digest prefix = i % 2 == 0 ? CURRENT : OLD;
      cache.put(activation(n, prefix, 500));
      cache
          .get(TASK, prefix, sample(n))
          .ifPresent(found -> assertThat(found).isEqualTo(activation(n, prefix, 500)));
      if (i % 10 == 0 && cache.annotate(TASK, sample(n), i, NOW)) {
        annotated++;
      }
      if (i == 75 && thread == 0) {
        cache.retain(TASK, valid(CURRENT, NOW));
      }
    }
    return annotated;
  }
}
