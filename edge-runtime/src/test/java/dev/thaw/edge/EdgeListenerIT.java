package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.edge.upload.OutgoingFeature;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an app hears, and may ask, of what happens in the background. */
class EdgeListenerIT extends EdgeFixture {
  private final Heard heard = new Heard();
  private final SettableGauge gauge =
      new SettableGauge(new Surroundings(OptionalDouble.empty(), true, Network.NONE));

  @Test
  void samplesAreNamedWhenTheCloudHasThem() {
    EdgeRuntime edge = openShut();
    annotate(edge, 0, 3);
    assertThat(heard.uploaded).isEmpty();
    assertThat(samples(edge, 3)).allMatch(edge::isWaiting);
    gauge.set(Surroundings.PLENTY);
    Await.until("the gate is noticed", () -> Await.get(edge.flush()).remaining() == 0);
    assertThat(heard.uploaded).containsExactlyElementsOf(samples(edge, 3));
    assertThat(samples(edge, 3)).noneMatch(edge::isWaiting);
    assertThat(heard.refused).isEmpty();
  }

  @Test
  void aSampleThatWasCorrectedMeanwhileIsNamedOnlyWhenTheCorrectionIsThere() {
    Queue<Message.FeatureBatch> held = new ConcurrentLinkedQueue<>();
    cloud.answer =
        batch -> {
          held.add(batch);
          return null;
        };
    EdgeRuntime edge = openShut();
    annotate(edge, 0, 2);
    gauge.set(Surroundings.PLENTY);
    Await.until("a batch is there", () -> !held.isEmpty());
    SampleId corrected = sample(edge, 0);
    edge.annotate(corrected, "c5");
    cloud.broadcast(cloud.honest(held.remove()));
    Await.until("the acknowledgement", () -> !heard.uploaded.isEmpty());
    assertThat(heard.uploaded).containsExactly(sample(edge, 1));
    assertThat(edge.isWaiting(corrected)).isTrue();
    cloud.answer = cloud::honest;
    held.forEach(batch -> cloud.broadcast(cloud.honest(batch)));
    flushed(edge);
    assertThat(heard.uploaded).containsExactly(sample(edge, 1), corrected);
  }

  @Test
  void whatWaitsStillWaitsAfterARestart() {
    cloud.stop();
    try (EdgeRuntime edge = EdgeRuntime.open(config().withListener(heard), shared)) {
      annotate(edge, 0, 2);
    }
    EdgeRuntime again = open(config().withListener(heard));
    assertThat(samples(again, 2)).allMatch(again::isWaiting);
    assertThat(again.isWaiting(sample(again, 2))).isFalse();
    cloud.restart();
    flushed(again);
    assertThat(heard.uploaded).containsExactlyElementsOf(samples(again, 2));
  }

  @Test
  void whatTheCloudRefusesForGoodIsNamed() {
    cloud.answer = batch -> cloud.acknowledge(batch, SampleOutcome.BAD_LABEL);
    EdgeRuntime edge = open(config().withListener(heard));
    annotate(edge, 0, 2);
    flushed(edge);
    assertThat(heard.refused).containsExactlyElementsOf(samples(edge, 2));
    assertThat(heard.uploaded).isEmpty();
    assertThat(edge.isWaiting(sample(edge, 0))).isFalse();
  }

  @Test
  void theModelThatAnswersIsDescribed() {
    cloud.stop();
    EdgeRuntime edge = open(config().withListener(heard));
    ModelInfo bundled = edge.model().orElseThrow();
    assertThat(bundled.manifest()).isEmpty();
    assertThat(bundled.scope()).isEmpty();
    assertThat(bundled.createdAt()).isEmpty();
    assertThat(bundled.version()).isZero();
    assertThat(bundled.layers()).isEqualTo(Samples.LAYERS);
    assertThat(heard.installed).isEmpty();

    cloud.restart();
    awaitInstalled(edge, 1);
    install(edge, cloud, Releases.of(2, 5, 1, Samples.base().layers()));
    ModelInfo second = edge.model().orElseThrow();
    assertThat(second.manifest()).isEqualTo(edge.status().model());
    assertThat(second.scope()).contains(Scope.GLOBAL);
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.createdAt()).contains(Releases.LONG_AGO.plusSeconds(2));
    assertThat(second.freeze().depth()).isEqualTo(5);
    assertThat(heard.installed).hasSize(2).last().isEqualTo(second);
  }

  @Test
  void everyStateOfTheLinkIsHeard() {
    EdgeRuntime edge = open(config().withListener(heard));
    awaitLink(edge, "online");
    assertThat(heard.links).containsExactly("connecting", "greeting", "online");
    cloud.stop();
    Await.until("offline", () -> heard.links.stream().anyMatch(s -> s.startsWith("offline")));
  }

  @Test
  void aListenerThatThrowsHarmsNothing() {
    EdgeRuntime edge = open(config().withListener(new Broken()));
    awaitInstalled(edge, 1);
    annotate(edge, 0, 3);
    assertThat(flushed(edge).stored()).isEqualTo(3);
    assertThat(edge.status().link()).isEqualTo("online");
  }

  @Test
  void whatWouldLeaveIsWhatLeaves() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    assertThat(edge.outgoing(SampleId.fromHex("00".repeat(16)))).as("never predicted").isEmpty();
    SampleId sample = sample(edge, 0);
    OutgoingFeature told = edge.outgoing(sample).orElseThrow();
    assertThat(told.activation().cut()).isEqualTo(Samples.DEPTH);
    edge.annotate(sample, "c3");
    flushed(edge);
    assertSent(told);
  }

  @Test
  void whatWouldLeaveFollowsWhatTheCloudWants() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    cloud.announce(4);
    cloud.sendNotice();
    AtomicInteger fresh = new AtomicInteger();
    Await.until(
        "it is heard", () -> cutOf(edge.outgoing(sample(edge, fresh.incrementAndGet()))) == 4);
    OutgoingFeature told = edge.outgoing(sample(edge, 0)).orElseThrow();
    edge.annotate(sample(edge, 0), "c3");
    flushed(edge);
    assertSent(told);
  }

  @Test
  void nothingWouldLeaveAtDepthZeroUnlessAllowed() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    install(edge, cloud, Releases.of(2, 0, 1, Samples.base().layers()));
    SampleId sample = sample(edge, 0);
    assertThat(edge.outgoing(sample)).isEmpty();
  }

  /** A device that sends nothing until the gauge is set. */
  private EdgeRuntime openShut() {
    Gate gate = new Gate(gauge, GateRule.DEFAULT);
    return open(config().withGate(gate).withListener(heard));
  }

  private void assertSent(OutgoingFeature told) {
    assertThat(cloud.batches()).hasSize(1);
    assertThat(cloud.batches().get(0).features().get(0).activation()).isEqualTo(told.activation());
    List<Message> messages = List.copyOf(cloud.received);
    int frame = List.copyOf(cloud.bodies).get(messages.indexOf(cloud.batches().get(0))).length;
    assertThat(told.frameBytes()).isBetween(frame - 2, frame + 2);
  }

  private static int cutOf(Optional<OutgoingFeature> told) {
    return told.map(each -> each.activation().cut()).orElse(-1);
  }

  private static List<SampleId> samples(EdgeRuntime edge, int count) {
    return IntStream.range(0, count).mapToObj(input -> sample(edge, input)).toList();
  }

  private static SampleId sample(EdgeRuntime edge, int input) {
    return edge.predict(Samples.input(input)).sample();
  }

  private static final class Heard implements EdgeListener {
    private final Queue<SampleId> uploaded = new ConcurrentLinkedQueue<>();
    private final Queue<SampleId> refused = new ConcurrentLinkedQueue<>();
    private final Queue<ModelInfo> installed = new ConcurrentLinkedQueue<>();
    private final Queue<String> links = new ConcurrentLinkedQueue<>();

    @Override
    public void uploaded(List<SampleId> samples, Instant at) {
      uploaded.addAll(samples);
    }

    @Override
    public void refused(List<SampleId> samples) {
      refused.addAll(samples);
    }

    @Override
    public void installed(ModelInfo model) {
      installed.add(model);
    }

    @Override
    public void linkChanged(String state) {
      links.add(state);
    }
  }

  private static final class Broken implements EdgeListener {
    @Override
    public void uploaded(List<SampleId> samples, Instant at) {
      throw new IllegalStateException("broken");
    }

    @Override
    public void installed(ModelInfo model) {
      throw new IllegalStateException("broken");
    }

    @Override
    public void linkChanged(String state) {
      throw new IllegalStateException("broken");
    }
  }
}
