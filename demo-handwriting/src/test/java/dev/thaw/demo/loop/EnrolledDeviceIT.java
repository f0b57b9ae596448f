package dev.thaw.demo.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.install.PullOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real devices on a real cloud that lets in whom it invited. */
class EnrolledDeviceIT extends LoopFixture {
  private static final String ID = "pen-1";

  private Cloud cloud;

  @BeforeEach
  void startACloudThatAsksWhoIsThere() {
    cloud = serve(Cloud.openTrainer(cloudDirectory()), 0);
  }

  @Test
  void anInvitedDeviceGoesOnceAroundAndIsKnownAgain() {
    EdgeRuntime edge = open(config(ID, cloud.uri()).withInvitation(invite(null)));
    annotateAndFlush(edge, written(1));
    TrainingRun run = cloud.train(ID);
    awaitModel(edge, run.manifest().orElseThrow());
    assertThat(edge.status().link()).isEqualTo("online");
    edge.close();
    int port = cloud.uri().getPort();
    cloud.close();
    cloud = serve(Cloud.openTrainer(cloudDirectory()), port);
    EdgeRuntime again = open(config(ID, cloud.uri()));
    awaitLink(again, "online");
    assertThat(Await.get(again.sync())).isEqualTo(new PullOutcome.Unchanged());
  }

  @Test
  void aStrangerIsToldAndLosesNothing() {
    EdgeRuntime edge = open(config(ID, cloud.uri()));
    awaitLink(edge, "not enrolled: ");
    annotate(edge, written(1));
    assertThat(Await.get(edge.flush()).remaining()).isEqualTo(written(1).size());
    edge.close();
    EdgeRuntime wrong = open(config(ID, cloud.uri()).withInvitation("no such invitation"));
    awaitLink(wrong, "not enrolled: the invitation is unknown");
    wrong.close();
    EdgeRuntime invited = open(config(ID, cloud.uri()).withInvitation(invite(null)));
    awaitSent(invited);
    assertThat(cloud.trainer().featureCounts(Cloud.TASK).usable()).isEqualTo(written(1).size());
  }

  @Test
  void aRevokedDeviceIsOutAndComesBackWithANewInvitationAndAllItsWork() {
    List<CharacterInContext> characters = written(1);
    EdgeRuntime edge = open(config(ID, cloud.uri()).withInvitation(invite(null)));
    annotateAndFlush(edge, characters.subList(0, 5));
    awaitLink(edge, "online");
    cloud.trainer().access().devices().revoke(ID);
    awaitLink(edge, "revoked: ");
    annotate(edge, characters.subList(5, 12));
    assertThat(Await.get(edge.flush()).remaining()).isEqualTo(7);
    edge.close();
    EdgeRuntime back = open(config(ID, cloud.uri()).withInvitation(invite(null)));
    awaitSent(back);
    assertThat(cloud.trainer().featureCounts(Cloud.TASK).usable()).isEqualTo(12);
  }

  @Test
  void theInvitationSaysTheCohort() {
    EdgeRuntime edge = open(config(ID, cloud.uri()).withInvitation(invite("class-3")));
    awaitLink(edge, "online");
    Await.until("a member", () -> cohort().equals(Optional.of("class-3")));
    EdgeRuntime other =
        open(config("pen-2", cloud.uri()).withInvitation(invite(null)).withCohort("class-3"));
    awaitLink(other, "offline (FORBIDDEN");
  }

  private Optional<String> cohort() {
    return cloud.trainer().devices().stream().findFirst().flatMap(device -> device.cohort());
  }

  private static void awaitSent(EdgeRuntime edge) {
    Await.until("all sent", () -> Await.get(edge.flush()).remaining() == 0);
  }

  private String invite(String cohort) {
    return cloud
        .trainer()
        .access()
        .devices()
        .invite(Duration.ofHours(1), 1, Optional.ofNullable(cohort))
        .secret();
  }

  private Cloud serve(CloudTrainer trainer, int port) {
    ServerConfig config = ServerConfig.defaults().at("127.0.0.1", port);
    return opened(new Cloud(trainer, CloudServer.start(config, trainer)));
  }
}
