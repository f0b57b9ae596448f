package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.faults.SmallDisk;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system in memory, which takes a privilege to mount. */
class FullDiskIT {
  private static final int DISK_MIB = 192;
  private static final Scope FILLER = new Scope.OfDevice("filler0");

  @TempDir Path mountPoint;
  private SmallDisk disk;

  @BeforeEach
  void mount() {
    Optional<SmallDisk> mounted = SmallDisk.mount(mountPoint, DISK_MIB);
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
  void aFullDiskRefusesUploadsLosesNothingAndIsForgivenOnceThereIsRoom() {
    Path data = mountPoint.resolve("data");
    int stored;
    try (CloudTrainer cloud = World.open(data)) {
      List<Feature> features = World.features(cloud, 40, 0, 0, 1, 2, 3);
      await(cloud.ingest(batch("phone", features)));
      disk.fill();
      stored = 40 + uploadUntilRefused(cloud);
      assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(stored);
      assertThat(await(cloud.ingest(batch("phone", features))).outcomes())
          .containsOnly(SampleOutcome.DUPLICATE);
      IngestTest.assertRefused(cloud.train(TASK, FILLER), ErrorCode.STORAGE, "");
      assertThat(cloud.models(TASK, Optional.of(FILLER))).isEmpty();

      disk.makeRoom();
      assertThat(await(cloud.train(TASK, FILLER)).verdict().published()).isTrue();
      await(cloud.ingest(batch("phone", World.features(cloud, 10, 900_000, 0, 1, 2, 3))));
      assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(stored + 10);
    }
    try (CloudTrainer cloud = World.open(data)) {
      assertThat(cloud.featureCounts(TASK).usable()).isBetween(stored + 10L, stored + 74L);
    }
  }

  private static int uploadUntilRefused(CloudTrainer cloud) {
    List<Feature> pattern = World.features(cloud, 64, 1_000, 0, 1, 2, 3);
    int[] stored = {0};
    assertThatThrownBy(
            () -> {
              for (int device = 0; device < 2_000; device++) {
                await(cloud.ingest(batch("filler" + device, pattern)));
                stored[0] += pattern.size();
              }
            })
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
        .hasMessageContaining("no space left");
    return stored[0];
  }
}
