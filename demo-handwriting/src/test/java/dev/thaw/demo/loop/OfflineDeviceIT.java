package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.DeviceFeatures;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that was away while the freeze point moved ends as one that never was. */
class OfflineDeviceIT extends LoopFixture {
  private static final String STAYED = "pen-1";
  private static final String AWAY = "pen-2";
  private static final int EARLY = 20;
  private static final int ALL = 40;
  private static final long ROOM = 64L << 20;
  private static final Surroundings NO_NETWORK =
      new Surroundings(OptionalDouble.empty(), true, Network.NONE);

  private final List<CharacterInContext> characters = written(1).subList(0, ALL);
  private final SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);
  private long keptInputs;
  private Cloud cloud;
  private EdgeRuntime stayed;
  private EdgeRuntime away;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void severalChangesAndAWholeUpdateLeaveBothTheSame(boolean reopened) {
    openBoth(ROOM);
    moveAndReplace(reopened);
    annotateAndFlush(away, characters.subList(EARLY, ALL));
    awaitBothComplete();
    assertThat(away.status().repairs().lost()).isZero();
    assertSameState();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutInputsBothLoseWhatTheyHadAndAgreeFromThenOn(boolean reopened) {
    openBoth(0);
    moveAndReplace(reopened);
    Await.until("both have said so", () -> lost(STAYED) == ALL && lost(AWAY) == EARLY);
    assertThat(away.status().uploads().lost()).as("never acknowledged").isZero();
    annotateAndFlush(stayed, characters);
    annotateAndFlush(away, characters);
    awaitBothComplete();
    assertThat(lost(STAYED) + lost(AWAY)).isZero();
    assertSameState();
  }

  @Test
  void whatItWroteWhileAwayIsThereToo() {
    openBoth(0);
    goAway();
    setDepth(7);
    annotate(away, characters.subList(EARLY, ALL));
    annotateAndFlush(stayed, characters.subList(EARLY, ALL));
    setDepth(5);
    gauge.set(Surroundings.PLENTY);
    awaitBothComplete();
    assertThat(away.status().uploads().lost()).isZero();
    assertSameState();
  }

  private void moveAndReplace(boolean reopened) {
    goAway();
    if (reopened) {
      away.close();
    }
    setDepth(7);
    annotateAndFlush(stayed, characters.subList(EARLY, ALL));
    setDepth(5);
    Await.get(cloud.trainer().publishBase(OtherBase.WITH_ANOTHER_FIRST_LAYER, Optional.empty()));
    setDepth(6);
    gauge.set(Surroundings.PLENTY);
    if (reopened) {
      away = open(config(AWAY));
    }
    awaitModel(away, wanted(AWAY));
  }

  private void openBoth(long keptInputs) {
    this.keptInputs = keptInputs;
    cloud = startCloud();
    stayed = open(config(STAYED));
    away = open(config(AWAY).withGate(new Gate(gauge, GateRule.DEFAULT)));
    annotateAndFlush(stayed, characters.subList(0, EARLY));
    annotateAndFlush(away, characters.subList(0, EARLY));
  }

  private EdgeConfig config(String id) {
    return config(id, cloud.uri())
        .withKeptInputs(keptInputs)
        .withCheckpoints(Checkpoints.at(5, 6, 7));
  }

  private void goAway() {
    gauge.set(NO_NETWORK);
    awaitLink(away, "offline");
  }

  private void setDepth(int depth) {
    Await.get(cloud.trainer().setDepth(TASK, depth));
    awaitDepth(stayed, depth);
  }

  private void awaitBothComplete() {
    Await.until("all samples of both are usable", () -> usable(STAYED) + usable(AWAY) == 2 * ALL);
    Await.until(
        "both outboxes are empty", () -> stayed.status().outbox() + away.status().outbox() == 0);
    awaitModel(stayed, wanted(STAYED));
    awaitModel(away, wanted(AWAY));
  }

  /** Manifest, freeze state, predictions bit for bit, and what the cloud trains on. */
  private void assertSameState() {
    assertThat(away.status().model()).isEqualTo(stayed.status().model());
    assertThat(away.status().freeze()).isEqualTo(stayed.status().freeze());
    assertEqual(probabilities(away, characters), probabilities(stayed, characters));
    stayed.close();
    away.close();
    cloud.close();
    assertThat(stored(AWAY)).hasSize(ALL).isEqualTo(stored(STAYED));
  }

  private Digest wanted(String device) {
    return cloud.trainer().manifestFor(TASK, device, Optional.empty()).digest();
  }

  private long lost(String device) {
    return cloud.trainer().repairCounts(TASK).get(device).lost();
  }

  private long usable(String device) {
    FeatureCounts counts = cloud.trainer().featureCounts(TASK);
    return counts.devices().stream()
        .filter(each -> each.deviceId().equals(device))
        .mapToLong(DeviceFeatures::usable)
        .sum();
  }

  private Set<Stored> stored(String device) {
    List<Feature> features = StoredSamples.atFreezePoint(cloudDirectory(), device);
    Set<Stored> different = features.stream().map(Stored::of).collect(Collectors.toSet());
    assertThat(different).hasSameSizeAs(features);
    return different;
  }

  private record Stored(SampleId sample, int cut, Digest prefix, int label) {
    static Stored of(Feature feature) {
      Activation made = feature.activation();
      return new Stored(feature.sample(), made.cut(), made.prefix(), feature.label());
    }
  }
}
