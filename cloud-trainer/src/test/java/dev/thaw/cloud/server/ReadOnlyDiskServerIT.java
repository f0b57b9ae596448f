package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.faults.FragileDisk;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose disk the kernel makes read-only while it runs. */
class ReadOnlyDiskServerIT {
  private static final int PER_BATCH = 64;
  private static final String READ_ONLY =
      "the disk is read-only: what is stored stays, writes go on once the disk works again";

  @TempDir Path directory;
  private FragileDisk disk;

  @BeforeEach
  void mount() throws Exception {
    Path mountPoint = Files.createDirectory(directory.resolve("disk"));
    Optional<FragileDisk> mounted = FragileDisk.mount(directory.resolve("image"), mountPoint, 256);
    assumeTrue(mounted.isPresent(), FragileDisk.SKIPPED);
    disk = mounted.get();
  }

  @AfterEach
  void unmount() {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void aServerWhoseDiskTurnsReadOnlySaysSoServesOnAndHasAllThatItAcknowledgedAfterARestart()
      throws Exception {
    Path data = disk.mountPoint().resolve("data");
    try (RunningCloud cloud = RunningCloud.start(data)) {
      assertThat(upload(cloud, 1).statusCode()).isEqualTo(200);
      assertThat(upload(cloud, 2).statusCode()).isEqualTo(200);

      disk.turnReadOnly();
      for (int attempt = 0; attempt < 3; attempt++) {
        HttpResponse<String> refused = upload(cloud, 3);
        assertThat(refused.statusCode()).isEqualTo(507);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(refused.body()).contains(data.toString()).contains(READ_ONLY);
      }
      HttpResponse<String> ready = get(cloud, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains(READ_ONLY);
      assertThat(get(cloud, "/healthz").statusCode()).isEqualTo(200);
      String manifest = "/v1/tasks/" + RunningCloud.TASK + "/manifest?device=pen";
      assertThat(get(cloud, manifest).statusCode()).isEqualTo(200);
      assertThat(stored(cloud)).isEqualTo(2 * PER_BATCH);
    }

    disk.mountAnew();
    try (RunningCloud cloud = RunningCloud.start(data)) {
      assertThat(stored(cloud)).isEqualTo(2 * PER_BATCH);
      assertThat(get(cloud, "/readyz").statusCode()).isEqualTo(200);
      assertThat(upload(cloud, 3).statusCode()).isEqualTo(200);
      assertThat(stored(cloud)).isEqualTo(3 * PER_BATCH);
    }
  }

  private static long stored(RunningCloud cloud) {
    return cloud.trainer().featureCounts(RunningCloud.TASK).usable();
  }

  private static HttpResponse<String> get(RunningCloud cloud, String path) throws Exception {
    return RunningCloud.http().send(cloud.request(path).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> upload(RunningCloud cloud, int number) throws Exception {
    Message batch = cloud.batch("pen", number, PER_BATCH, number);
    return RunningCloud.http()
        .send(
            cloud
                .request("/v1/features")
                .header("content-type", "application/vnd.thaw.frame")
                .POST(BodyPublishers.ofByteArray(new FrameCodec(1 << 20).toBytes(batch)))
                .build(),
            BodyHandlers.ofString());
  }
}
