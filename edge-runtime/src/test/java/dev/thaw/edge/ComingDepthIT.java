package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.upload.FlushReport;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shallower depth is coming: features are made for it while the present model runs. */
class ComingDepthIT extends EdgeFixture {
  @Test
  void whileAShallowerDepthIsComingEverythingIsSentAtItsCutAndThePresentModelRuns() {
    EdgeRuntime edge = annotatedAndStored(config(), 4);
    cloud.announce(5);
    cloud.sendNotice();
    awaitRepaired(edge, cloud);
    annotate(edge, 4, 6);
    assertThat(flushed(edge).stored()).isEqualTo(10);
    assertThat(cloud.stored.values()).hasSize(6).allMatch(f -> f.activation().cut() == 5);
    assertThat(edge.status().freeze()).contains(cloud.currentFreeze());
    assertThat(edge.status().installs()).isEqualTo(1);
    cloud.cancel();
    cloud.sendNotice();
    annotate(edge, 6, 8);
    Await.until(
        "the present depth again", () -> Await.get(edge.flush()).remaining() == 0 && at(6) == 2);
  }

  @Test
  void whatIsPredictedWhileAShallowerDepthIsComingCanBeMadeForIt() {
    EdgeRuntime edge = annotatedAndStored(config(), 1);
    cloud.announce(2);
    cloud.sendNotice();
    Await.until("the loss of the old one", () -> edge.status().repairs().lost() == 1);
    annotate(edge, 1, 4);
    assertThat(flushed(edge).stored()).isEqualTo(4);
    assertThat(at(2)).isEqualTo(3);
    move(edge, cloud, Releases.of(2, 2, 1, Samples.baseWith(2, 9)));
    awaitRepaired(edge, cloud);
    assertThat(edge.status().uploads().sent()).as("nothing again").isEqualTo(4);
  }

  @Test
  void whatCanOnlyBeMadeDeeperWaitsInTheOutboxUntilTheDepthComesBack() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    for (int i = 0; i < 3; i++) {
      edge.predict(Samples.input(i));
    }
    cloud.announce(2);
    cloud.sendNotice();
    awaitWanted(edge);
    annotate(edge, 0, 3);
    FlushReport report = Await.get(edge.flush());
    assertThat(report.remaining()).isEqualTo(3);
    assertThat(report.lost()).isZero();
    assertThat(edge.status().asMap()).containsEntry("uploads.stranded", 3.0);
    assertThat(Await.get(edge.flush()).remaining()).as("asked again").isEqualTo(3);
    cloud.cancel();
    cloud.sendNotice();
    Await.until("the depth is back", () -> Await.get(edge.flush()).remaining() == 0);
    assertThat(cloud.usable().values()).hasSize(3).allMatch(f -> f.activation().cut() == 6);
    assertThat(edge.status().repairs().stranded()).isZero();
  }

  @Test
  void aCorrectionIsNotForgottenBecauseTheComingDepthCannotBeReached() {
    EdgeRuntime edge = annotatedAndStored(config(), 1);
    cloud.announce(2);
    edge.annotate(edge.predict(Samples.input(0)).sample(), "c7");
    cloud.sendNotice();
    Await.until("the report", () -> cloud.waiting().isEmpty());
    assertThat(Await.get(edge.flush()).remaining()).isEqualTo(1);
    cloud.cancel();
    cloud.sendNotice();
    Await.until("the depth is back", () -> Await.get(edge.flush()).remaining() == 0);
    assertThat(lastBatch().features().get(0).label()).isEqualTo(7);
  }

  /** An unknown sample is asked for with the new state: its report shows that it was heard. */
  private void awaitWanted(EdgeRuntime edge) {
    cloud.versions.owe(SampleId.fromHex("00112233445566778899aabbccddeeff"));
    cloud.sendNotice();
    Await.until("the state is heard", () -> cloud.waiting().isEmpty());
    assertThat(edge.status().repairs().lost()).isPositive();
  }

  private Message.FeatureBatch lastBatch() {
    List<Message.FeatureBatch> batches = cloud.batches();
    return batches.get(batches.size() - 1);
  }

  private long at(int cut) {
    return cloud.stored.values().stream().filter(f -> f.activation().cut() == cut).count();
  }
}
