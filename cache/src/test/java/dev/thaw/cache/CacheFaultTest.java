package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.OLD;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static dev.thaw.cache.Samples.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cache.rocks.StorageException.Kind;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of change, failing as it is committed: nothing has happened, and it can be repeated.
 */
final class CacheFaultTest {
  private interface Change {
    void on(ActivationCache cache);
  }

  @TestFactory
  Stream<DynamicTest> aChangeThatFailsChangesNothingAndCanBeRepeated() {
    Map<String, Change> changes =
        Map.of(
            "put", c -> c.put(activation(9)),
            "put that evicts", c -> c.put(activation(9, CURRENT, 780_000)),
            "annotate", c -> c.annotate(TASK, sample(1), 9, NOW),
            "annotate again", c -> c.annotate(TASK, sample(2), 9, NOW),
            "acknowledge", c -> c.outbox().acknowledge(List.of(1L)),
            "drop", c -> c.outbox().drop(List.of(1L)),
            "resend", c -> c.outbox().resend(TASK, List.of(sample(3))),
            "retain", c -> c.retain(TASK, valid(CURRENT, NOW)),
            "evict never annotated", c -> c.evictNeverAnnotated());
    return changes.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> verify(each.getValue())));
  }

  @Test
  void newRulesHoldThoughTheDiskRefusesToEvict() {
    FailingRows rows = new FailingRows();
    ActivationCache cache = new FailingCache(rows);
    for (int n = 1; n < 5; n++) {
      cache.put(activation(n));
    }
    rows.failing = true;
    assertThatThrownBy(() -> cache.retain(TASK, bounded())).isInstanceOf(StorageException.class);
    rows.failing = false;

    assertThat(cache.stats().activations()).as("within the new bound").isEqualTo(1);
    assertThat(cache.retain(TASK, bounded())).as("nothing is left to evict").isZero();
  }

  /** Both prefixes stay valid, one of them with room for a single activation. */
  private static Map<Digest, PrefixRule> bounded() {
    return Map.of(OLD, new PrefixRule(NOW, 0), CURRENT, new PrefixRule(NOW, 1, 400));
  }

  private static void verify(Change change) {
    FailingRows rows = new FailingRows();
    ActivationCache cache = new FailingCache(rows);
    for (int n = 1; n < 5; n++) {
      cache.put(activation(n));
      cache.put(activation(n, OLD, 16));
    }
    cache.annotate(TASK, sample(2), 5, NOW);
    cache.annotate(TASK, sample(3), 6, NOW);
    cache.outbox().acknowledge(List.of(2L));
    String before = contents(cache);

    rows.failing = true;
    assertThatThrownBy(() -> change.on(cache)).isInstanceOf(StorageException.class);
    rows.failing = false;
    assertThat(contents(cache)).isEqualTo(before);

    change.on(cache);
    assertThat(contents(cache)).isNotEqualTo(before);
  }

  private static String contents(ActivationCache cache) {
    StringBuilder text = new StringBuilder();
    for (int n = 1; n < 10; n++) {
      for (Digest prefix : List.of(CURRENT, OLD)) {
        text.append(n).append(prefix).append(cache.get(TASK, prefix, sample(n))).append('\n');
      }
    }
    CacheStats stats = cache.stats();
    return text.append(cache.outbox().peek(TASK, 0, 99))
        .append(List.of(stats.samples(), stats.activations(), stats.bytes(), stats.pinnedBytes()))
        .toString();
  }

  private static final class FailingCache extends IndexedActivationCache {
    private FailingCache(RowStore rows) {
      super(rows, new CacheLimits(8 << 20, 8 << 20, 1000)); // looking must not make frequent
    }
  }

  private static final class FailingRows implements RowStore {
    private final RowStore rows = new HeapRows();
    private boolean failing;

    @Override
    public long load(Loader loader) {
      return rows.load(loader);
    }

    @Override
    public Optional<Activation> read(RowKey key) {
      return rows.read(key);
    }

    @Override
    public Change change() {
      Change change = rows.change();
      return new Change() {
        @Override
        public int put(Activation activation) {
          return change.put(activation);
        }

        @Override
        public void delete(RowKey key) {
          change.delete(key);
        }

        @Override
        public void deleteGeneration(String task, Digest prefix) {
          change.deleteGeneration(task, prefix);
        }

        @Override
        public void annotate(SampleKey key, Annotation annotation) {
          change.annotate(key, annotation);
        }

        @Override
        public void forget(SampleKey key) {
          change.forget(key);
        }

        @Override
        public void commit() {
          if (failing) {
            throw new StorageException(Kind.FULL, Path.of("nowhere"), "full", null);
          }
          change.commit();
        }
      };
    }

    @Override
    public void sync() {}

    @Override
    public void reclaim(String task, Digest prefix) {}

    @Override
    public void close() {
      rows.close();
    }
  }
}
