package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.faults.SmallDisk;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cache.rocks.StorageException.Kind;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device still does when its disk is full, and after. */
final class DeviceFullDiskIT {
  @TempDir private Path mountPoint;
  private SmallDisk disk;

  @BeforeEach
  void mount() {
    Optional<SmallDisk> mounted = SmallDisk.mount(mountPoint, 24);
    assumeTrue(mounted.isPresent(), SmallDisk.SKIPPED);
    disk = mounted.get();
  }

  @AfterEach
  void unmount() {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void nothingAnnotatedIsLostWhenTheDiskIsFullAndWorkGoesOnOnceThereIsRoom() {
    Path directory = mountPoint.resolve("data");
    try (DeviceStore store = open(directory)) {
      ActivationCache cache = store.activations();
      for (int n = 0; n < 20; n++) {
        cache.put(activation(n));
        cache.annotate(TASK, sample(n), n, NOW);
      }
      disk.fill();
      int stored = putUntilFull(cache);
      assertThat(cache.outbox().peek(TASK, 0, 99)).hasSize(20);
      assertThat(cache.get(TASK, CURRENT, sample(5))).contains(activation(5));
      assertThat(cache.get(TASK, CURRENT, sample(stored - 1))).isPresent();
      assertThatThrownBy(() -> cache.annotate(TASK, sample(stored - 1), 1, NOW))
          .isInstanceOf(StorageException.class);
      assertThat(cache.outbox().length()).isEqualTo(20);

      disk.makeRoom();
      assertThat(cache.annotate(TASK, sample(stored - 1), 1, NOW)).isTrue();
    }
    try (DeviceStore store = open(directory)) {
      assertThat(store.activations().outbox().peek(TASK, 0, 99)).hasSize(21);
      assertThat(store.activations().get(TASK, CURRENT, sample(19))).contains(activation(19));
    }
  }

  private static int putUntilFull(ActivationCache cache) {
    int[] next = {100};
    assertThatThrownBy(
            () -> {
              while (next[0] < 20_000) {
                cache.put(activation(next[0], CURRENT, 500));
                next[0]++;
              }
            })
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
    assertThat(next[0]).isGreaterThan(100);
    return next[0];
  }

  private static DeviceStore open(Path directory) {
    return DeviceStore.open(directory, ActivationCacheContract.LIMITS);
  }
}
