package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system in memory, which takes a privilege to mount. */
class FullDiskIT {
  private static final int DISK_MIB = 192;
  private static final Scope FILLER = new Scope.OfDevice("filler0");

  @TempDir Path mountPoint;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", mountPoint.toString());
    Assumptions.assumeTrue(mounted, "skipped: no permission to mount a tmpfs at " + mountPoint);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", mountPoint.toString())).isTrue();
    }
  }

  @Test
  void aFullDiskRefusesUploadsLosesNothingAndIsForgivenOnceThereIsRoom() throws IOException {
    Path data = mountPoint.resolve("data");
    Path ballast = mountPoint.resolve("ballast");
    int stored;
    try (CloudTrainer cloud = World.open(data)) {
      List<Feature> features = World.features(cloud, 40, 0, 0, 1, 2, 3);
      await(cloud.ingest(batch("phone", features)));
      fill(ballast);
      stored = 40 + uploadUntilRefused(cloud);
      assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(stored);
      assertThat(await(cloud.ingest(batch("phone", features))).outcomes())
          .containsOnly(SampleOutcome.DUPLICATE);
      IngestTest.assertRefused(cloud.train(TASK, FILLER), ErrorCode.STORAGE, "");
      assertThat(cloud.models(TASK, Optional.of(FILLER))).isEmpty();

      Files.delete(ballast);
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

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
