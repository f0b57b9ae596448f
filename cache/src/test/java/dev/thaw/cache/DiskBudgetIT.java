package dev.thaw.cache;

import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.prefix;
import static dev.thaw.cache.Samples.sample;
import static dev.thaw.cache.Samples.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the directory really takes, under far more incompressible activations than fit. */
final class DiskBudgetIT {
  private static final long MIB = 1L << 20;
  private static final CacheLimits LIMITS = new CacheLimits(16 * MIB, 8 * MIB, 2);
  private static final int PUTS = 9_000;

  @TempDir private Path directory;

  @Test
  void theDirectoryStaysUnderItsLimitWhateverIsPredicted() {
    long most = 0;
    try (DeviceStore store = DeviceStore.open(directory, LIMITS)) {
      Random random = new Random(5);
      for (int n = 0; n < PUTS; n++) {
        Digest generation = prefix(n / 2500);
        store.activations().put(activation(n, generation, 1500 + random.nextInt(1000)));
        if (n % 100 == 0 && store.activations().annotate(TASK, sample(n), 1, NOW)) {
          acknowledgeSome(store.activations().outbox());
        }
        if (n % 2500 == 0) {
          store.activations().retain(TASK, valid(generation, NOW));
        }
        if (n % 50 == 0) {
          most = Math.max(most, store.diskBytes());
        }
      }
      CacheStats stats = store.activations().stats();
      System.out.printf(
          "DiskBudgetIT: limit %d KiB, rows at most %d KiB, directory at most %d KiB, now %d KiB%n",
          LIMITS.maxDiskBytes() >> 10,
          LIMITS.activationBytes() >> 10,
          most >> 10,
          store.diskBytes() >> 10);
      assertThat(stats.bytes()).isLessThanOrEqualTo(LIMITS.activationBytes());
    }
    assertThat(most).isLessThanOrEqualTo(LIMITS.maxDiskBytes());
  }

  private static void acknowledgeSome(Outbox outbox) {
    List<Pending> oldest = outbox.peek(TASK, 0, outbox.length() > 5 ? 1 : 0);
    outbox.acknowledge(oldest.stream().map(Pending::sequence).toList());
  }
}
