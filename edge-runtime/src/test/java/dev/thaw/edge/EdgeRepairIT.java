package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.edge.upload.UploadCounts;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent when the freeze point or the backbone moved, and what never is. */
class EdgeRepairIT extends EdgeFixture {
  @Test
  void aStaleSampleIsRepairedFromTheCacheAfterThePull() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    cloud.publish(Releases.of(2, 5, 1, Samples.base().layers()));
    annotate(edge, 0, 4);
    UploadCounts report = flushed(edge);
    assertThat(report.stale()).isPositive();
    assertThat(report.stored()).isEqualTo(4);
    assertThat(cloud.stored.values()).allMatch(f -> f.activation().cut() == 5);
    awaitInstalled(edge, 2);
    assertThat(edge.status().freeze().orElseThrow().depth()).isEqualTo(5);
  }

  @Test
  void aServerThatContradictsItselfIsNotHammered() {
    cloud.answer = batch -> cloud.acknowledge(batch, SampleOutcome.STALE);
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    annotate(edge, 0, 2);
    CompletableFuture<FlushReport> report = edge.flush();
    Await.until("an answer", () -> edge.status().uploads().stale() > 0);
    awaitIdle(edge);
    assertThat(cloud.batches()).hasSizeLessThan(4);
    assertThat(report).isNotDone();
    cloud.answer = cloud::honest;
    assertThat(flushed(edge).stored()).isEqualTo(2);
  }

  @Test
  void whatIsAcknowledgedOnlyAfterTheMoveToAShallowerDepthGoesUpAgain() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    List<Message> held = new CopyOnWriteArrayList<>();
    cloud.answer =
        batch -> {
          held.add(cloud.honest(batch));
          return null;
        };
    annotate(edge, 0, 4);
    CompletableFuture<FlushReport> report = edge.flush();
    Await.until("a batch is there", () -> !held.isEmpty());
    install(edge, cloud, Releases.of(2, 5, 1, Samples.base().layers()));
    cloud.answer = cloud::honest;
    held.forEach(cloud::broadcast);
    assertThat(Await.get(report).remaining()).isZero();
    assertThat(cloud.stored.values()).hasSize(4).allMatch(f -> f.activation().cut() == 5);
  }

  @Test
  void onlyWhatTheCloudAsksForIsSentAgain() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    annotate(edge, 0, 4);
    assertThat(flushed(edge).stored()).isEqualTo(4);
    move(edge, cloud, Releases.of(2, 7, 1, Samples.base().layers()));
    move(edge, cloud, Releases.of(3, 6, 2, Samples.base().layers()));
    awaitIdle(edge);
    assertThat(edge.status().uploads().sent()).as("there and back").isEqualTo(4);
    move(edge, cloud, Releases.of(4, 7, 3, Samples.base().layers()));
    annotate(edge, 4, 6);
    assertThat(flushed(edge).sent()).isEqualTo(6);
    move(edge, cloud, Releases.of(5, 6, 4, Samples.base().layers()));
    awaitRepaired(edge, cloud);
    assertThat(edge.status().uploads().sent()).as("two were at 7 only").isEqualTo(8);
    assertThat(cloud.usable().values()).hasSize(6).allMatch(f -> f.activation().cut() == 6);
  }

  @Test
  void whatWasNeverSentAndNothingLeadsToAnyMoreIsDroppedAndCounted() {
    EdgeRuntime edge = open(config().withCheckpoints(Checkpoints.at()));
    awaitInstalled(edge, 1);
    cloud.stop();
    Await.until("the loss is noticed", () -> !edge.status().link().equals("online"));
    annotate(edge, 0, 4);
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(0, 42)));
    cloud.restart();
    UploadCounts report = flushed(edge);
    assertThat(report.sent()).as("nothing is sent that is known to be stale").isZero();
    assertThat(report.lost()).isEqualTo(4);
    assertThat(edge.status().outbox()).isZero();
    assertThat(cloud.all(Message.Lost.class)).as("the cloud never had them").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 6, 7})
  void theInputIsInNoFrameInAnyEncoding(int depth) {
    cloud.publish(Releases.of(2, depth, 1, Samples.base().layers()));
    EdgeRuntime edge = open(config().withKeptInputs(1 << 20));
    awaitInstalled(edge, 1);
    annotate(edge, 0, 4);
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    move(edge, cloud, Releases.of(3, depth, 1, Samples.baseWith(0, 42)));
    awaitRepaired(edge, cloud);
    assertThat(edge.status().uploads().stored()).as("also made from inputs").isEqualTo(8);
    for (int i = 0; i < 4; i++) {
      for (Tensor tensor : Samples.input(i)) {
        for (DType dtype : DType.values()) {
          byte[] raw = bytes(tensor.to(dtype));
          assertThat(cloud.bodies).noneMatch(body -> shareRun(body, raw, 16));
        }
      }
    }
  }

  @Test
  void atDepthZeroInputsStayHereUnlessAllowed() {
    cloud.publish(Releases.of(2, 0, 1, Samples.base().layers()));
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    annotate(edge, 0, 2);
    FlushReport report = Await.get(edge.flush());
    assertThat(report.sent()).isZero();
    assertThat(report.remaining()).isEqualTo(2);
    assertThat(cloud.batches()).isEmpty();
    edge.close();
    UploadRule raw = config().upload().withAllowRaw(true);
    EdgeRuntime allowed = open(config().withUpload(raw));
    assertThat(flushed(allowed).stored()).isEqualTo(2);
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[tensor.byteSize()];
    tensor.data().get(bytes);
    return bytes;
  }

  /** Whether {@code body} contains any {@code length} bytes in a row of {@code raw}. */
  private static boolean shareRun(byte[] body, byte[] raw, int length) {
    Set<String> runs = new HashSet<>();
    for (int i = 0; i + length <= raw.length; i++) {
      runs.add(new String(raw, i, length, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    for (int i = 0; i + length <= body.length; i++) {
      String run = new String(body, i, length, java.nio.charset.StandardCharsets.ISO_8859_1);
      if (runs.contains(run)) {
        return true;
      }
    }
    return false;
  }
}
