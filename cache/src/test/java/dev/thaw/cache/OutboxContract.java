package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.OLD;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static dev.thaw.cache.Samples.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.SampleId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the outbox of every activation cache does. */
abstract class OutboxContract extends CacheContract {
  @Test
  void annotatedSamplesWaitInTheOrderOfAnnotationUntilAcknowledged() {
    for (int n : new int[] {3, 1, 2}) {
      cache.put(activation(n));
      assertThat(cache.annotate(TASK, sample(n), n, NOW.plusSeconds(n))).isTrue();
    }

    List<Pending> pending = cache.outbox().peek(TASK, 0, 10);
    assertThat(pending)
        .extracting(Pending::sample)
        .containsExactly(sample(3), sample(1), sample(2));
    assertThat(pending).extracting(Pending::label).containsExactly(3, 1, 2);
    assertThat(pending.get(0).annotatedAt()).isEqualTo(NOW.plusSeconds(3));

    long first = pending.get(0).sequence();
    assertThat(cache.outbox().peek(TASK, first, 1)).containsExactly(pending.get(1));
    assertThat(cache.outbox().peek("lenet", 0, 10)).isEmpty();
    assertThat(cache.outbox().acknowledge(List.of(pending.get(1).sequence()))).isEqualTo(1);
    assertThat(cache.outbox().peek(TASK, 0, 10)).containsExactly(pending.get(0), pending.get(2));
    assertThat(cache.outbox().length()).isEqualTo(2);
    assertThat(cache.get(TASK, CURRENT, sample(1))).isPresent();
  }

  @Test
  void aCorrectedCorrectionIsSentAgainWhetherOrNotTheFirstWasAcknowledged() {
    cache.put(activation(1));
    cache.annotate(TASK, sample(1), 4, NOW);
    Pending first = cache.outbox().peek(TASK, 0, 10).get(0);

    cache.annotate(TASK, sample(1), 5, NOW.plusSeconds(1));
    assertThat(cache.outbox().acknowledge(List.of(first.sequence()))).isZero();
    List<Pending> second = cache.outbox().peek(TASK, 0, 10);
    assertThat(second).extracting(Pending::label).containsExactly(5);

    assertThat(cache.outbox().acknowledge(List.of(second.get(0).sequence()))).isEqualTo(1);
    assertThat(cache.outbox().length()).isZero();
    cache.annotate(TASK, sample(1), 6, NOW.plusSeconds(2));
    assertThat(cache.outbox().peek(TASK, 0, 10)).extracting(Pending::label).containsExactly(6);
  }

  @Test
  void aDroppedAnnotationIsForgotten() {
    cache.put(activation(1));
    cache.annotate(TASK, sample(1), 4, NOW);

    assertThat(cache.outbox().drop(List.of(cache.outbox().peek(TASK, 0, 1).get(0).sequence())))
        .isEqualTo(1);

    assertThat(cache.outbox().length()).isZero();
    assertThat(cache.outbox().resend(TASK, List.of(sample(1)))).containsExactly(sample(1));
    assertThat(cache.evictNeverAnnotated()).isEqualTo(1);
  }

  @Test
  void listedSamplesAreSentAgainInTheOrderOfAnnotationAndTheOthersAreNot() {
    annotate(5, 3, 1, 2);
    acknowledge(5, 3, 2);

    List<SampleId> listed = List.of(sample(2), sample(5), sample(2));
    assertThat(cache.outbox().resend(TASK, listed)).isEmpty();

    assertThat(pending())
        .extracting(Pending::sample)
        .containsExactly(sample(1), sample(5), sample(2));
    assertThat(pending()).extracting(Pending::label).containsExactly(1, 5, 2);
    assertThat(pending()).extracting(Pending::again).containsExactly(false, true, true);
    assertThat(cache.stats().pinnedBytes()).isPositive();
  }

  @Test
  void aSampleWaitsFromItsAnnotationToTheAcknowledgementOfIt() {
    cache.put(activation(1));
    assertThat(cache.outbox().isWaiting(TASK, sample(1))).isFalse();
    cache.annotate(TASK, sample(1), 4, NOW);
    assertThat(cache.outbox().isWaiting(TASK, sample(1))).isTrue();
    assertThat(cache.outbox().isWaiting("lenet", sample(1))).isFalse();
    assertThat(cache.outbox().isWaiting(TASK, sample(2))).isFalse();
    long first = pending().get(0).sequence();

    cache.annotate(TASK, sample(1), 5, NOW);
    cache.outbox().acknowledge(List.of(first));
    assertThat(cache.outbox().isWaiting(TASK, sample(1))).as("corrected meanwhile").isTrue();

    acknowledge(1);
    assertThat(cache.outbox().isWaiting(TASK, sample(1))).isFalse();
    cache.outbox().resend(TASK, List.of(sample(1)));
    assertThat(cache.outbox().isWaiting(TASK, sample(1))).isTrue();
  }

  @Test
  void pendingSamplesKeepTheirPlaceWhenTheyAreToBeSentAgain() {
    annotate(1, 2, 3);
    acknowledge(1);
    cache.outbox().resend(TASK, List.of(sample(1)));
    List<Pending> before = pending();

    assertThat(cache.outbox().resend(TASK, List.of(sample(1), sample(2)))).isEmpty();

    assertThat(pending()).isEqualTo(before);
  }

  @Test
  void whatHasNoAnnotationIsUnknownWhenItIsToBeSentAgain() {
    annotate(1, 2);
    acknowledge(2);
    cache.put(activation(3));
    cache.put(new Activation("lenet", sample(4), 6, OLD, NOW, activation(4).tensors()));
    cache.annotate("lenet", sample(4), 4, NOW);

    assertThat(cache.outbox().resend(TASK, List.of(sample(4), sample(1), sample(3), sample(2))))
        .containsExactly(sample(4), sample(3));

    assertThat(pending()).extracting(Pending::sample).containsExactly(sample(1), sample(2));
    assertThat(cache.outbox().length()).isEqualTo(3);
  }

  @Test
  void aPendingSampleWithoutActivationIsKnown() {
    cache.put(activation(1, OLD, 16));
    cache.annotate(TASK, sample(1), 7, NOW);
    cache.retain(TASK, valid(CURRENT, NOW));

    assertThat(cache.outbox().resend(TASK, List.of(sample(1)))).isEmpty();
    assertThat(pending()).hasSize(1);
  }

  @Test
  void aSampleThatTheCloudHasOnceAcknowledgedIsSentAgainWhateverIsDoneToIt() {
    annotate(1);
    assertThat(pending()).extracting(Pending::again).containsExactly(false);
    cache.annotate(TASK, sample(1), 2, NOW);
    assertThat(pending()).extracting(Pending::again).containsExactly(false);

    acknowledge(1);
    cache.annotate(TASK, sample(1), 3, NOW);
    assertThat(pending()).extracting(Pending::again).containsExactly(true);
    cache.annotate(TASK, sample(1), 4, NOW);
    assertThat(pending()).extracting(Pending::again).containsExactly(true);

    cache.outbox().drop(List.of(pending().get(0).sequence()));
    cache.annotate(TASK, sample(1), 5, NOW);
    assertThat(pending()).extracting(Pending::again).containsExactly(false);
  }

  @Test
  void whatWasSentAgainCanBeAcknowledgedAndSentOnceMore() {
    annotate(1);
    for (int round = 0; round < 3; round++) {
      acknowledge(1);
      assertThat(pending()).isEmpty();
      assertThat(cache.stats().pinnedBytes()).isZero();
      cache.outbox().resend(TASK, List.of(sample(1)));
      assertThat(pending()).hasSize(1);
    }
    assertThat(cache.get(TASK, CURRENT, sample(1))).contains(activation(1));
  }

  @Test
  void anAcknowledgedSampleWithoutActivationIsForgotten() {
    cache.put(activation(1, OLD, 16));
    cache.annotate(TASK, sample(1), 7, NOW);
    cache.retain(TASK, valid(CURRENT, NOW));

    cache.outbox().acknowledge(List.of(cache.outbox().peek(TASK, 0, 1).get(0).sequence()));

    assertThat(cache.stats().samples()).isZero();
    assertThat(cache.stats().bytes()).isZero();
    assertThat(cache.annotate(TASK, sample(1), 7, NOW)).isFalse();
  }

  private void annotate(int... samples) {
    for (int n : samples) {
      cache.put(activation(n));
      cache.annotate(TASK, sample(n), n, NOW);
    }
  }

  private void acknowledge(Integer... samples) {
    List<SampleId> wanted = Arrays.stream(samples).map(Samples::sample).toList();
    List<Long> sequences =
        pending().stream()
            .filter(each -> wanted.contains(each.sample()))
            .map(Pending::sequence)
            .toList();
    assertThat(cache.outbox().acknowledge(sequences)).isEqualTo(samples.length);
  }
}
