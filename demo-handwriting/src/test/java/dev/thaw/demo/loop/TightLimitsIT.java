package dev.thaw.demo.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudLimits;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.server.limits.Rate;
import dev.thaw.cloud.server.limits.ServerLimits;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.upload.UploadCounts;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real devices on a cloud that takes far less than they have: they wait, and all arrives once. */
class TightLimitsIT extends LoopFixture {
  private static final List<CharacterInContext> CHARACTERS = written(1).subList(0, 8);
  private static final Rate FEW = new Rate(5, 2);

  /** Enough for one device to enrol and open a session; the other is refused at first. */
  private static final Rate WAYS_IN = new Rate(2, 3);

  private static final Rate ANY = new Rate(1_000, 1_000);

  private Cloud cloud;

  @BeforeEach
  void startACloudThatTakesLittle() {
    CloudConfig core =
        CloudConfig.in(cloudDirectory())
            .with(TrainingPolicy.manual())
            .with(new CloudLimits(2, 2, 1, 1 << 20, Set.of()));
    ServerLimits limits =
        ServerLimits.defaults().withBatches(FEW, ANY).withEnrolments(WAYS_IN, ANY);
    ServerConfig config =
        ServerConfig.defaults().at("127.0.0.1", 0).withWindow(2).withLimits(limits);
    CloudTrainer trainer = CloudTrainer.open(core, Clock.systemUTC());
    trainer.install(Cloud.BASE);
    cloud = opened(new Cloud(trainer, CloudServer.start(config, trainer)));
  }

  @Test
  void overAWebSocket() {
    assertAllArrivesOnce(cloud.uri());
  }

  @Test
  void overRest() {
    assertAllArrivesOnce(opened(new RecordingProxy(cloud.uri(), true)).uri());
  }

  private void assertAllArrivesOnce(URI uri) {
    List<EdgeRuntime> devices = List.of(device("pen-1", uri), device("pen-2", uri));
    devices.forEach(device -> annotate(device, CHARACTERS));
    devices.forEach(
        device -> Await.until("all sent", () -> Await.get(device.flush()).remaining() == 0));
    for (EdgeRuntime device : devices) {
      UploadCounts counts = device.status().uploads();
      assertThat(counts.stored()).isEqualTo(CHARACTERS.size());
      assertThat(counts.duplicate()).as("sent again, though it was acknowledged").isZero();
      assertThat(counts.sent()).as("some were refused at first").isGreaterThan(counts.stored());
    }
    assertThat(cloud.trainer().featureCounts(Cloud.TASK).usable())
        .isEqualTo(2L * CHARACTERS.size());
  }

  /** Every sample in a batch of its own. */
  private EdgeRuntime device(String id, URI uri) {
    EdgeConfig config = config(id, uri);
    String invitation =
        cloud
            .trainer()
            .access()
            .devices()
            .invite(Duration.ofHours(1), 1, Optional.empty())
            .secret();
    return open(config.withInvitation(invitation).withUpload(config.upload().withMaxBatch(1)));
  }
}
