package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.DeviceFeatures;
import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The freeze point moves under running devices (invariants I2 and I7). */
class FreezeDepthIT extends LoopFixture {
  private static final String ID = "pen-1";
  private static final Scope OWN = new Scope.OfDevice(ID);
  private static final int DEPTH = 6;
  private static final int ANNOTATED = 62;
  private static final int ONLY_PREDICTED = 20;

  private final List<CharacterInContext> characters =
      written(1).subList(0, ANNOTATED + ONLY_PREDICTED);
  private Cloud cloud;
  private EdgeRuntime edge;
  private int twins;

  @BeforeEach
  void trainOnce() {
    cloud = startCloud();
    edge = open(config(ID, cloud.uri()));
    probabilities(edge, characters);
    annotateAndFlush(edge, annotated());
    TrainingRun run = cloud.train(ID);
    assertThat(run.verdict().published()).as("%s", run.verdict()).isTrue();
    awaitModel(edge, run.manifest().orElseThrow());
  }

  @Test
  void deeperExtendsWhatIsCachedAndAsksForNothing() {
    List<Long> runs = backboneRuns();
    long sentUp = edge.status().traffic().featuresUp();
    FreezeChange change = setDepth(7);
    assertThat(change.voided()).isZero();
    assertThat(change.advanced()).isEqualTo(ANNOTATED);
    assertThat(change.retrained()).contains(OWN);

    assertHitsAndMissesAgree();
    assertThat(edge.status().predictions().extended()).isGreaterThanOrEqualTo(ONLY_PREDICTED);
    assertThat(backboneRuns()).as("layers below the old freeze point").isEqualTo(runs);
    assertThat(edge.status().traffic().featuresUp()).isEqualTo(sentUp);
    assertThat(usableByCut()).isEqualTo(Map.of(DEPTH, (long) ANNOTATED, 7, (long) ANNOTATED));
    assertTrainsOnEachOnce();
  }

  @Test
  void deeperAndBackIsAsBefore() {
    EdgeRuntime general = open(config("pen-2", cloud.uri()));
    awaitDepth(general, DEPTH);
    List<float[]> before = probabilities(general, characters);
    setDepth(7);
    awaitDepth(general, 7);
    probabilities(general, characters);
    long sentUp = edge.status().traffic().featuresUp();
    FreezeChange change = setDepth(DEPTH);
    awaitDepth(general, DEPTH);

    assertThat(change.kept()).isEqualTo(ANNOTATED);
    assertThat(change.voided()).isZero();
    assertEqual(probabilities(general, characters), before);
    assertHitsAndMissesAgree();
    assertCounts(ANNOTATED, 0);
    assertTrainsOnEachOnce();
    assertThat(Await.get(edge.flush()).remaining()).isZero();
    assertCounts(ANNOTATED, 0);
    assertThat(edge.status().traffic().featuresUp())
        .as("the cloud still had the features at " + DEPTH)
        .isEqualTo(sentUp);
  }

  @Test
  void shallowerIsRepairedFromCheckpoints() {
    List<Long> runs = backboneRuns();
    FreezeChange change = setDepth(5);
    assertThat(change.voided()).isEqualTo(ANNOTATED);
    Await.until("all are uploaded again", () -> counts().usable() == ANNOTATED);
    assertCounts(ANNOTATED, 0);
    Await.until("the outbox is empty", () -> edge.status().outbox() == 0);
    assertThat(edge.status().uploads().lost()).isZero();
    assertThat(usableByCut()).isEqualTo(Map.of(5, (long) ANNOTATED));
    assertHitsAndMissesAgree();
    assertThat(backboneRuns().subList(0, 5))
        .as("the checkpoint is enough")
        .isEqualTo(runs.subList(0, 5));
    assertTrainsOnEachOnce();
  }

  @Test
  void shallowerThanAnyCheckpointLosesNoPrediction() {
    setDepth(4);
    assertHitsAndMissesAgree();
    assertThat(counts().usable() + counts().voided()).isEqualTo(ANNOTATED);
  }

  /** With a checkpoint at the shallowest depth, whatever depth a sample was predicted at. */
  @Test
  void nothingIsLostThoughTheDepthMovesDuringUploads() {
    EdgeRuntime busy = open(config("pen-2", cloud.uri()).withCheckpoints(Checkpoints.at(5)));
    List<CharacterInContext> others = written(2);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (CharacterInContext character : others) {
                annotate(busy, List.of(character));
                busy.flush();
              }
            });
    for (int depth : new int[] {7, 5, 6, 5, 7, 6, 5}) {
      Await.get(cloud.trainer().setDepth(TASK, depth));
    }
    Await.get(writing);
    awaitDepth(busy, 5);
    awaitDepth(edge, 5);
    int all = ANNOTATED + others.size();
    Await.until("all are usable", () -> counts().usable() == all);
    assertCounts(all, 0);
    assertThat(Await.get(busy.flush()).remaining()).isZero();
    assertThat(cloud.train("pen-2").samples()).isEqualTo(others.size());
    assertTrainsOnEachOnce();
  }

  @Test
  void whatTheCloudRanOnIsWhatTheDeviceComputes() {
    setDepth(7);
    edge.close();
    cloud.close();
    List<Feature> stored = StoredSamples.atFreezePoint(cloudDirectory(), ID);
    assertThat(stored).hasSize(ANNOTATED);
    Map<SampleId, CharacterInContext> bySample = bySample();
    try (LayeredModel model = BASE.model()) {
      for (Feature feature : stored) {
        CharacterInContext character = bySample.get(feature.sample());
        assertThat(character).isNotNull();
        List<Tensor> atDepth = model.forward(0, DEPTH, character.inputs());
        List<Tensor> sent = atDepth.stream().map(t -> t.to(DType.INT8).to(DType.FP32)).toList();
        float[] inCloud = feature.activation().tensors().get(0).toFloats();
        float[] fromSent = model.forward(DEPTH, 7, sent).get(0).toFloats();
        float[] onDevice = model.forward(DEPTH, 7, atDepth).get(0).toFloats();
        assertThat(distance(inCloud, fromSent)).as("same layers").isLessThan(1e-4);
        assertThat(distance(inCloud, onDevice)).as("but for int8").isLessThan(0.02);
      }
    }
  }

  private List<CharacterInContext> annotated() {
    return characters.subList(0, ANNOTATED);
  }

  private FreezeChange setDepth(int depth) {
    FreezeChange change = Await.get(cloud.trainer().setDepth(TASK, depth));
    awaitDepth(edge, depth);
    return change;
  }

  /** A device with the same id and an empty cache must predict the same, bit for bit. */
  private void assertHitsAndMissesAgree() {
    awaitModel(edge, cloud.trainer().manifestFor(TASK, ID, Optional.empty()).digest());
    List<float[]> first = probabilities(edge, characters);
    long hits = edge.status().predictions().hits();
    List<float[]> second = probabilities(edge, characters);
    assertThat(edge.status().predictions().hits() - hits).isEqualTo(characters.size());
    EdgeRuntime twin = open(config(ID, cloud.uri(), directory.resolve("twin-" + twins++)));
    awaitModel(twin, edge.status().model().orElseThrow());
    List<float[]> fresh = probabilities(twin, characters);
    assertThat(twin.status().predictions().misses()).isEqualTo(characters.size());
    twin.close();
    assertEqual(second, first);
    assertEqual(second, fresh);
  }

  private void assertTrainsOnEachOnce() {
    assertThat(cloud.train(ID).samples()).isEqualTo(ANNOTATED);
  }

  private void assertCounts(long usable, long voided) {
    assertThat(counts().usable()).isEqualTo(usable);
    assertThat(counts().voided()).isEqualTo(voided);
  }

  private FeatureCounts counts() {
    return cloud.trainer().featureCounts(TASK);
  }

  private Map<Integer, Long> usableByCut() {
    List<DeviceFeatures> devices = counts().devices();
    assertThat(devices).hasSize(1);
    return devices.get(0).usableByCut();
  }

  private List<Long> backboneRuns() {
    return IntStream.range(0, DEPTH).mapToObj(edge::layerRuns).toList();
  }

  private Map<SampleId, CharacterInContext> bySample() {
    EdgeRuntime namer = open(config("namer", cloud.uri()));
    Map<SampleId, CharacterInContext> bySample = new HashMap<>();
    annotated().forEach(each -> bySample.put(predict(namer, each).sample(), each));
    return bySample;
  }

  /** The distance of two vectors in parts of their length. */
  private static double distance(float[] one, float[] other) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < one.length; i++) {
      difference += Math.pow(one[i] - other[i], 2);
      length += Math.pow(other[i], 2);
    }
    return Math.sqrt(difference / length);
  }
}
