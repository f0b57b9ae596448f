package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.faults.SmallDisk;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose disk is really full, or read-only: a file system in memory. */
class FullDiskServerIT {
  private static final int PER_BATCH = 64;

  @TempDir Path mountPoint;
  private SmallDisk disk;

  @BeforeEach
  void mount() {
    Optional<SmallDisk> mounted = SmallDisk.mount(mountPoint, 192);
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
  void aFullServerRefusesUploadsSaysWhenServesOnAndRecoversWithoutARestart() throws Exception {
    Path data = mountPoint.resolve("data");
    long stored;
    CloudConfig anyDisk = CloudConfig.in(data).withMinFreeBytes(0);
    try (RunningCloud cloud = RunningCloud.start(anyDisk)) {
      assertThat(get(cloud, "/readyz").statusCode()).isEqualTo(200);
      disk.fill();
      HttpResponse<byte[]> refused = null;
      int batches = 0;
      while (refused == null && batches < 3_000) {
        HttpResponse<byte[]> answer = upload(cloud, batches + 1);
        if (answer.statusCode() == 200) {
          batches++;
        } else {
          refused = answer;
        }
      }
      stored = (long) batches * PER_BATCH;
      assertThat(refused).isNotNull();
      assertThat(refused.statusCode()).isEqualTo(507);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(text(refused)).contains("no space left");
      HttpResponse<byte[]> ready = get(cloud, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(text(ready)).contains("no space left");
      assertThat(get(cloud, "/healthz").statusCode()).isEqualTo(200);
      assertThat(cloud.trainer().featureCounts(RunningCloud.TASK).usable()).isEqualTo(stored);
      String manifest = "/v1/tasks/" + RunningCloud.TASK + "/manifest?device=pen";
      assertThat(get(cloud, manifest).statusCode()).isEqualTo(200);

      disk.makeRoom();
      assertThat(get(cloud, "/readyz").statusCode()).isEqualTo(200);
      assertThat(upload(cloud, 5_000).statusCode()).isEqualTo(200);
      stored += PER_BATCH;
    }
    try (RunningCloud cloud = RunningCloud.start(data)) {
      assertThat(cloud.trainer().featureCounts(RunningCloud.TASK).usable())
          .isBetween(stored, stored + PER_BATCH);
    }
  }

  @Test
  void uploadsAreRefusedBeforeTheDiskIsFullAndTheRestGoesOn() throws Exception {
    Path data = mountPoint.resolve("data");
    try (RunningCloud cloud = RunningCloud.start(data)) {
      assertThat(upload(cloud, 1).statusCode()).isEqualTo(200);
      disk.fill(32 << 20);

      HttpResponse<byte[]> refused = upload(cloud, 2);
      assertThat(refused.statusCode()).isEqualTo(507);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(text(refused)).contains("MiB free, uploads go on when 64 MiB are");
      HttpResponse<byte[]> ready = get(cloud, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(text(ready)).contains("uploads go on when 64 MiB are");
      assertThat(text(get(cloud, "/metrics"))).containsPattern("thaw_storage_free_bytes [1-9]");
      assertThat(cloud.trainer().setDepth(RunningCloud.TASK, 7).get(60, TimeUnit.SECONDS))
          .as("what is stored is worked on")
          .isNotNull();

      disk.makeRoom();
      assertThat(upload(cloud, 3).statusCode()).isEqualTo(200);
      assertThat(get(cloud, "/readyz").statusCode()).isEqualTo(200);
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void aReadOnlyDiskIsRefusedAtTheStartInOneSentence() throws Exception {
    Path data = mountPoint.resolve("data");
    RunningCloud.start(data).close();
    disk.makeReadOnly();

    assertThatThrownBy(() -> RunningCloud.start(data).close())
        .isInstanceOf(CloudException.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("cannot be written");
  }

  private static HttpResponse<byte[]> get(RunningCloud cloud, String path) throws Exception {
    return RunningCloud.http().send(cloud.request(path).build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> upload(RunningCloud cloud, int number) throws Exception {
    Message batch = cloud.batch("pen", number, PER_BATCH, number);
    return RunningCloud.http()
        .send(
            cloud
                .request("/v1/features")
                .header("content-type", "application/vnd.thaw.frame")
                .POST(BodyPublishers.ofByteArray(new FrameCodec(1 << 20).toBytes(batch)))
                .build(),
            BodyHandlers.ofByteArray());
  }
}
