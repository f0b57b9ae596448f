package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.edge.upload.UploadCounts;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Annotations on their way to the cloud. */
class EdgeUploadIT extends EdgeFixture {
  @Test
  void annotationsGoUpInOrderAndAreSettled() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    annotate(edge, 0, 20);
    UploadCounts report = flushed(edge);
    assertThat(report.sent()).isEqualTo(20);
    assertThat(report.stored()).isEqualTo(20);
    assertThat(report.bytes()).as("at most 560 bytes each").isBetween(1L, 20 * 560L);
    List<SampleId> sent = sent();
    for (int i = 0; i < 20; i++) {
      assertThat(sent.get(i)).isEqualTo(edge.predict(Samples.input(i)).sample());
    }
    Feature first = cloud.stored.get(sent.get(0));
    assertThat(first.label()).isEqualTo(3);
    assertThat(first.activation().cut()).isEqualTo(Samples.DEPTH);
    assertThat(first.activation().tensors().get(0).dtype()).isEqualTo(DType.INT8);
    assertThat(edge.status().outbox()).isZero();
  }

  @Test
  void aCountOfAnnotationsSendsThemUnasked() {
    UploadRule rule = UploadRule.DEFAULT.withFlush(5, Duration.ofHours(1));
    EdgeRuntime edge = open(config().withUpload(rule));
    awaitLink(edge, "online");
    annotate(edge, 0, 5);
    Await.until("5 stored", () -> cloud.stored.size() == 5);
  }

  @Test
  void theTimerSendsUnasked() {
    UploadRule rule = UploadRule.DEFAULT.withFlush(1_000, Duration.ofMillis(30));
    EdgeRuntime edge = open(config().withUpload(rule));
    awaitLink(edge, "online");
    annotate(edge, 0, 2);
    Await.until("2 stored", () -> cloud.stored.size() == 2);
  }

  @Test
  void unknownSamplesAndLabelsAreNamed() {
    EdgeRuntime edge = open(config());
    SampleId known = edge.predict(Samples.input(1)).sample();
    assertThatThrownBy(() -> edge.annotate(known, "zz"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no label \"zz\"");
    SampleId unknown = SampleId.fromHex("00112233445566778899aabbccddeeff");
    assertThatThrownBy(() -> edge.annotate(unknown, "c1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("00112233445566778899aabbccddeeff");
  }

  @Test
  void theOutboxContinuesAfterARestartUnderTheSameId() {
    cloud.stop();
    EdgeConfig anyId = EdgeConfig.of(Samples.TASK.name(), cloud.uri(), directory);
    String id;
    try (EdgeRuntime edge =
        EdgeRuntime.open(anyId.withBase(Samples.base()).withTimings(IMPATIENT), shared)) {
      annotate(edge, 0, 3);
      id = edge.deviceId();
    }
    cloud.restart();
    EdgeRuntime again = open(anyId.withBase(Samples.base()).withTimings(IMPATIENT));
    assertThat(again.deviceId()).isEqualTo(id);
    assertThat(Await.get(again.flush()).remaining()).isZero();
    assertThat(cloud.stored).hasSize(3);
    assertThat(again.predict(Samples.input(0)).cacheHit()).as("annotated ones stay").isTrue();
  }

  @Test
  void aFlushWaitsForACloudThatIsDown() {
    cloud.stop();
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 3);
    CompletableFuture<FlushReport> report = edge.flush();
    Await.until("some attempts", () -> edge.status().lastError().isPresent());
    assertThat(report).isNotDone();
    cloud.restart();
    assertThat(Await.get(report).remaining()).isZero();
    assertThat(cloud.stored).hasSize(3);
  }

  @Test
  void aConnectionThatBreaksBeforeTheAnswerCostsOnlyARepetition() {
    AtomicInteger batches = new AtomicInteger();
    cloud.answer =
        batch -> {
          Message reply = cloud.honest(batch);
          if (batches.incrementAndGet() > 1) {
            return reply;
          }
          cloud.sockets.forEach(socket -> socket.close());
          return null;
        };
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    annotate(edge, 0, 4);
    UploadCounts report = flushed(edge);
    assertThat(report.duplicate()).isPositive();
    assertThat(cloud.stored).hasSize(4);
    List<Long> sequences = cloud.batches().stream().map(Message.FeatureBatch::sequence).toList();
    assertThat(new HashSet<>(sequences)).hasSameSizeAs(sequences);
  }

  @Test
  void aSilentServerIsLeftAndFoundAgain() {
    AtomicInteger batches = new AtomicInteger();
    cloud.answer = batch -> batches.incrementAndGet() == 1 ? null : cloud.honest(batch);
    EdgeRuntime edge = open(config().withTimings(hasty()));
    annotate(edge, 0, 4);
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    assertThat(cloud.stored).hasSize(4);
    assertThat(edge.status().lastError().orElse("")).contains("not acknowledged in time");
  }

  @Test
  void aHalfOpenConnectionIsNoticedByItsPings() {
    try (FreezableProxy proxy = new FreezableProxy(cloud.port())) {
      EdgeRuntime edge = open(config(proxy.uri(), directory).withTimings(hasty()));
      awaitLink(edge, "online");
      proxy.freeze();
      Await.until(
          "the half-open connection is left",
          () -> edge.status().lastError().orElse("").contains("no answer to a ping"));
      proxy.thaw();
      annotate(edge, 0, 2);
      assertThat(flushed(edge).stored()).isEqualTo(2);
    }
  }

  @Test
  void whereTheUpgradeIsRefusedRestCarriesEverything() {
    cloud.refuseUpgrade = true;
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 5);
    UploadCounts report = flushed(edge);
    assertThat(report.stored()).isEqualTo(5);
    assertThat(edge.status().link()).startsWith("REST");
    assertThat(cloud.requests).anyMatch(r -> r.startsWith("POST /v1/features"));
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(Samples.DEPTH, 9)));
    awaitInstalled(edge, 2);
  }

  @Test
  void whereNoWelcomeComesThroughRestCarriesEverything() {
    cloud.insteadOfWelcome = Optional.of(Buffer.buffer("a proxy that knows better"));
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 5);
    assertThat(flushed(edge).stored()).isEqualTo(5);
    assertThat(edge.status().link()).startsWith("REST");
    assertThat(cloud.requests).anyMatch(r -> r.startsWith("POST /v1/features"));
  }

  @Test
  void neverMoreBatchesAreUnderWayThanTheWindowAllows() {
    List<Message.FeatureBatch> held = new ArrayList<>();
    cloud.window = 2;
    cloud.answer =
        batch -> {
          held.add(batch);
          return null;
        };
    EdgeRuntime edge = open(config().withUpload(config().upload().withMaxBatch(1)));
    annotate(edge, 0, 6);
    CompletableFuture<FlushReport> report = edge.flush();
    Await.until("2 batches", () -> cloud.batches().size() == 2);
    awaitIdle(edge);
    assertThat(cloud.batches()).hasSize(2);
    cloud.answer = cloud::honest;
    held.forEach(batch -> cloud.broadcast(cloud.honest(batch)));
    assertThat(Await.get(report).remaining()).isZero();
    assertThat(cloud.stored).hasSize(6);
  }

  @Test
  void batchesStayBelowTheServersFrameLimit() {
    cloud.maxFrameBytes = 4_096;
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 20);
    assertThat(flushed(edge).stored()).isEqualTo(20);
    assertThat(cloud.bodies).allMatch(body -> body.length <= 4_096);
    assertThat(cloud.batches()).hasSizeGreaterThan(2);
  }

  @Test
  void whatTheCloudCanNeverTakeIsDroppedAndCounted() {
    cloud.answer = batch -> cloud.acknowledge(batch, SampleOutcome.BAD_LABEL);
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 3);
    UploadCounts report = flushed(edge);
    assertThat(report.refused()).isEqualTo(3);
    assertThat(edge.status().outbox()).isZero();
  }

  @Test
  void aBusyServerIsAskedAgainLater() {
    AtomicInteger batches = new AtomicInteger();
    cloud.answer =
        batch ->
            batches.incrementAndGet() == 1
                ? new Message.Refused(ErrorCode.BUSY, "later", batch.sequence(), 20)
                : cloud.honest(batch);
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 3);
    assertThat(flushed(edge).stored()).isEqualTo(3);
  }

  @Test
  void aBatchRefusedForGoodIsDropped() {
    cloud.answer = batch -> new Message.Refused(ErrorCode.BAD_REQUEST, "no", batch.sequence(), -1);
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 3);
    assertThat(flushed(edge).refused()).isEqualTo(3);
  }

  @Test
  void framesThatAreNoneBreakTheConnectionAndNothingElse() {
    EdgeRuntime edge = open(config());
    awaitLink(edge, "online");
    cloud.broadcast(Buffer.buffer("this is no frame"));
    Await.until(
        "the frame is reported",
        () -> edge.status().lastError().orElse("").contains("unreadable frame"));
    awaitLink(edge, "online");
    cloud.broadcast(new Message.BatchAck(12345, List.of(), cloud.currentFreeze(), 4));
    cloud.broadcast(new Message.Status(Optional.empty(), java.util.Map.of()));
    Await.until(
        "the message is reported",
        () -> edge.status().lastError().orElse("").contains("unexpected Status"));
    annotate(edge, 0, 2);
    assertThat(flushed(edge).stored()).isEqualTo(2);
  }

  @Test
  void anAcknowledgementOfTheWrongLengthSettlesNothing() {
    AtomicInteger batches = new AtomicInteger();
    cloud.answer =
        batch ->
            batches.incrementAndGet() == 1
                ? new Message.BatchAck(
                    batch.sequence(),
                    Collections.nCopies(batch.features().size() + 1, SampleOutcome.STORED),
                    cloud.currentFreeze(),
                    4)
                : cloud.honest(batch);
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    annotate(edge, 0, 3);
    assertThat(flushed(edge).stored()).isEqualTo(3);
    assertThat(cloud.stored).hasSize(3);
  }

  @Test
  void nothingCrossesAShutGate() {
    SettableGauge gauge =
        new SettableGauge(new Surroundings(OptionalDouble.of(0.1), false, Network.UNMETERED));
    EdgeRuntime edge = open(config().withGate(new Gate(gauge, GateRule.DEFAULT)));
    annotate(edge, 0, 3);
    FlushReport blocked = Await.get(edge.flush());
    assertThat(blocked.sent()).isZero();
    assertThat(blocked.remaining()).isEqualTo(3);
    assertThat(edge.status().link()).contains("battery at 10%");
    assertThat(Await.get(edge.sync()).toString()).contains("battery at 10%");
    assertThat(cloud.received).isEmpty();
    assertThat(cloud.requests).isEmpty();
    gauge.set(new Surroundings(OptionalDouble.of(0.1), true, Network.UNMETERED));
    Await.until("the gate is noticed", () -> Await.get(edge.flush()).remaining() == 0);
    gauge.set(new Surroundings(OptionalDouble.of(0.9), false, Network.METERED));
    annotate(edge, 3, 5);
    assertThat(Await.get(edge.flush()).remaining()).isEqualTo(2);
    assertThat(edge.status().link()).contains("metered");
  }

  @Test
  void aCorrectedAnnotationIsSentWithTheLastLabel() {
    cloud.stop();
    EdgeRuntime edge = open(config());
    SampleId sample = edge.predict(Samples.input(1)).sample();
    edge.annotate(sample, "c1");
    edge.annotate(sample, "c2");
    cloud.restart();
    assertThat(flushed(edge).stored()).isEqualTo(1);
    assertThat(cloud.stored.get(sample).label()).isEqualTo(2);
  }

  private List<SampleId> sent() {
    return cloud.batches().stream()
        .flatMap(batch -> batch.features().stream())
        .map(Feature::sample)
        .toList();
  }

  static dev.thaw.edge.link.LinkTimings hasty() {
    return new dev.thaw.edge.link.LinkTimings(
        Duration.ofSeconds(2),
        Duration.ofMillis(400),
        Duration.ofMillis(150),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        100,
        Duration.ofMinutes(1),
        Duration.ofMillis(50),
        Duration.ofMillis(20));
  }
}
