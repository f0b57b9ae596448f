package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.feature;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureCounts;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");

  @TempDir Path dir;
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    depth = cloud.freeze(TASK).depth();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void deeperAdvancesFeaturesAndRetrainsHeadsBeforeTheSwitch() {
    upload("phone", 20);
    await(cloud.train(TASK, PHONE));
    Manifest global = manifest("tablet");

    FreezeChange change = await(cloud.setDepth(TASK, depth + 1));

    assertThat(change.advanced()).isEqualTo(20);
    assertThat(change.voided()).isZero();
    assertThat(change.retrained()).containsExactly(PHONE);
    assertThat(change.carried()).containsExactly(Scope.GLOBAL);
    FreezeState freeze = cloud.freeze(TASK);
    assertThat(freeze).isEqualTo(change.after());
    assertThat(freeze.depth()).isEqualTo(depth + 1);
    assertThat(freeze.epoch()).isEqualTo(1);
    assertThat(freeze.prefixSince()).isEqualTo(global.freeze().prefixSince());
    Manifest personal = manifest("phone");
    assertThat(personal.scope()).isEqualTo(PHONE);
    assertThat(personal.freeze()).isEqualTo(freeze);
    assertThat(manifest("tablet").layers()).isEqualTo(global.layers());
    assertThat(personal.layers().subList(0, depth + 1))
        .isEqualTo(global.layers().subList(0, depth + 1));
    assertThat(cloud.featureCounts(TASK).devices().get(0).usableByCut())
        .isEqualTo(Map.of(depth, 20L, depth + 1, 20L));
    assertThat(await(cloud.train(TASK, PHONE)).samples()).isEqualTo(20);
  }

  @Test
  void featuresThatTheCloudRanOnEqualWhatADeviceWouldCompute() {
    upload("phone", 20);
    await(cloud.setDepth(TASK, depth + 1));
    await(cloud.train(TASK, PHONE));
    Manifest fromAdvanced = manifest("phone");

    try (LayeredModel model = World.globalModel(cloud)) {
      for (int seed = 0; seed < 20; seed++) {
        int label = seed % World.LABELS;
        Feature stored = feature(model, depth, label, seed);
        List<Tensor> cloudside = model.forward(depth, depth + 1, stored.activation().tensors());
        List<Tensor> device = model.forward(0, depth + 1, List.of(World.image(label, seed)));
        assertThat(relativeError(cloudside.get(0).toFloats(), device.get(0).toFloats()))
            .isLessThan(0.02);
      }
      int right = 0;
      try (LayeredModel personal = World.model(cloud, fromAdvanced)) {
        for (int i = 0; i < 40; i++) {
          List<Tensor> image = List.of(World.image(i % World.LABELS, 5_000 + i));
          float[] logits = personal.forward(0, personal.layerCount(), image).get(0).toFloats();
          right += World.largest(logits) == i % World.LABELS ? 1 : 0;
        }
      }
      assertThat(right).isGreaterThan(30);
    }
  }

  @Test
  void uploadsMadeBeforeADeeperChangeAreStillTakenAndRunOn() {
    List<Feature> late = features(cloud, 4, 0, 0, 1, 2, 3);
    await(cloud.setDepth(TASK, depth + 1));

    assertThat(await(cloud.ingest(batch("phone", late))).outcomes())
        .containsOnly(SampleOutcome.STORED);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(4);
  }

  @Test
  void shallowerKeepsEveryHeadsFunctionAndVoidsFeaturesAboveTheNewDepth() {
    upload("phone", 20);
    await(cloud.train(TASK, PHONE));
    Manifest before = manifest("phone");

    FreezeChange change = await(cloud.setDepth(TASK, depth - 1));

    assertThat(change.voided()).isEqualTo(20);
    assertThat(change.carried()).containsExactlyInAnyOrder(Scope.GLOBAL, PHONE);
    assertThat(manifest("phone").layers()).isEqualTo(before.layers());
    assertThat(manifest("phone").freeze().depth()).isEqualTo(depth - 1);
    assertThat(cloud.freeze(TASK).prefixSince()).isEqualTo(before.freeze().prefixSince());
    FeatureCounts counts = cloud.featureCounts(TASK);
    assertThat(counts.usable()).isZero();
    assertThat(counts.voided()).isEqualTo(20);
    assertThat(counts.devices().get(0).voidByCut()).isEqualTo(Map.of(depth, 20L));
  }

  @Test
  void afterAShallowerChangeOldUploadsAreStaleAndRepairedOnesSupersede() {
    upload("phone", 8);
    List<Feature> late = features(cloud, 1, 0, 0);
    await(cloud.setDepth(TASK, depth - 1));

    assertThat(await(cloud.ingest(batch("phone", late))).outcomes())
        .containsExactly(SampleOutcome.STALE);
    upload("phone", 8);
    FeatureCounts counts = cloud.featureCounts(TASK);
    assertThat(counts.usable()).isEqualTo(8);
    assertThat(counts.voided()).isZero();
    assertThat(counts.devices().get(0).voidByCut()).isEmpty();
  }

  @Test
  void comingBackFromDeeperUsesTheFeaturesThatWereUploaded() {
    upload("phone", 12);
    await(cloud.setDepth(TASK, depth + 1));
    FreezeChange back = await(cloud.setDepth(TASK, depth));

    assertThat(back.kept()).isEqualTo(12);
    assertThat(back.voided()).isZero();
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(12);
    assertThat(cloud.freeze(TASK).epoch()).isEqualTo(2);
  }

  @Test
  void headsAreTrainedAnewWhenNoneOfTheirFeaturesAreLostToAShallowerChange() {
    upload("phone", 12);
    await(cloud.train(TASK, PHONE));
    await(cloud.setDepth(TASK, depth + 1));
    FreezeChange back = await(cloud.setDepth(TASK, depth));

    assertThat(back.retrained()).containsExactly(PHONE);
    assertThat(manifest("phone").scope()).isEqualTo(PHONE);
    assertThat(manifest("phone").version()).isEqualTo(3);
  }

  @Test
  void aScopeWhoseHeadCannotBeMadeAnewFallsBack() {
    upload("phone", 12);
    await(cloud.train(TASK, PHONE));
    cloud.close();
    TrainingSettings strict = TrainingSettings.defaults().withMinSamples(100);
    cloud = World.open(World.manual(dir).with(strict), Clock.systemUTC());
    List<Scope> dropped = new CopyOnWriteArrayList<>();
    cloud.addListener(
        new CloudListener() {
          @Override
          public void manifestDropped(String task, Scope scope) {
            dropped.add(scope);
          }
        });

    FreezeChange change = await(cloud.setDepth(TASK, depth + 1));

    assertThat(change.dropped()).containsExactly(PHONE);
    assertThat(dropped).containsExactly(PHONE);
    assertThat(manifest("phone").scope()).isEqualTo(Scope.GLOBAL);
    assertThat(cloud.runs(TASK).get(0).verdict().published()).isFalse();
    assertThat(cloud.models(TASK, Optional.of(PHONE))).noneMatch(ModelVersion::current);
  }

  @Test
  void voidFeaturesStayUntilTheOperatorDropsThem() {
    upload("phone", 12);
    await(cloud.setDepth(TASK, depth - 1));
    upload("tablet", 4);

    assertThat(await(cloud.dropVoidFeatures(TASK))).isEqualTo(12);
    assertThat(cloud.featureCounts(TASK).voided()).isZero();
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(4);
    cloud.close();
    cloud = World.open(dir);
    assertThat(cloud.featureCounts(TASK).voided()).isZero();
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(4);
  }

  @Test
  void goingDeeperAgainRevivesVoidFeaturesOnlyIfThePrefixIsTheSame() {
    upload("phone", 12);
    await(cloud.setDepth(TASK, depth - 2));
    assertThat(await(cloud.setDepth(TASK, depth)).voided()).isZero();
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(12);

    await(cloud.setDepth(TASK, depth - 2));
    upload("tablet", 12);
    assertThat(await(cloud.train(TASK, Scope.GLOBAL)).verdict().published()).isTrue();
    FreezeState trained = await(cloud.setDepth(TASK, depth)).after();

    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(12);
    assertThat(cloud.featureCounts(TASK).voided()).isEqualTo(12);
    assertThat(trained.prefixSince()).isAfter(manifestAtInstall().freeze().prefixSince());
  }

  @Test
  void featuresOfTwoPrefixesAtOneCutAreNeverTrainedOnTogether() {
    upload("phone", 12);
    await(cloud.setDepth(TASK, depth - 2));
    upload("tablet", 16);
    assertThat(await(cloud.train(TASK, Scope.GLOBAL)).verdict().published()).isTrue();
    await(cloud.setDepth(TASK, depth));

    assertThat(cloud.featureCounts(TASK).devices())
        .extracting(device -> device.usable() + device.voidByCut().getOrDefault(depth, 0L))
        .containsExactly(12L, 16L);
    assertThat(await(cloud.train(TASK, Scope.GLOBAL)).samples()).isEqualTo(16);
    assertThat(await(cloud.train(TASK, PHONE)).samples()).isZero();
  }

  @Test
  void theSameDepthAgainChangesNothing() {
    FreezeState before = cloud.freeze(TASK);
    FreezeChange change = await(cloud.setDepth(TASK, depth));

    assertThat(change.changed()).isFalse();
    assertThat(cloud.freeze(TASK)).isEqualTo(before);
    assertThat(cloud.models(TASK, Optional.of(Scope.GLOBAL))).hasSize(1);
  }

  @Test
  void depthsThatDoNotExistAndRawDepthAreRefused() {
    int layers = manifest("phone").layers().size();

    IngestTest.assertRefused(cloud.setDepth(TASK, layers), ErrorCode.BAD_REQUEST, "" + layers);
    IngestTest.assertRefused(cloud.setDepth(TASK, -1), ErrorCode.BAD_REQUEST, "-1");
    IngestTest.assertRefused(cloud.setDepth(TASK, 0), ErrorCode.FORBIDDEN, "raw upload");
    IngestTest.assertRefused(cloud.setDepth("digits", 1), ErrorCode.UNKNOWN_TASK, "digits");
  }

  @Test
  void depthZeroWorksWhereTheOperatorAllowsRawUpload() {
    cloud.close();
    CloudLimits limits = new CloudLimits(8, 64, Set.of(TASK));
    cloud = World.open(World.manual(dir).with(limits), Clock.systemUTC());

    await(cloud.setDepth(TASK, 0));
    upload("phone", 8);
    assertThat(await(cloud.train(TASK, PHONE)).verdict().published()).isTrue();
  }

  @Test
  void aSecondChangeWhileOneRunsIsAConflict() {
    upload("phone", 20);
    CompletableFuture<FreezeChange> first = cloud.setDepth(TASK, depth + 1);
    CompletableFuture<FreezeChange> second = cloud.setDepth(TASK, depth - 1);

    IngestTest.assertRefused(second, ErrorCode.CONFLICT, TASK);
    assertThat(await(first).changed()).isTrue();
    assertThat(await(cloud.setDepth(TASK, depth)).changed()).isTrue();
  }

  @Test
  void uploadsThatArriveDuringAChangeAreNotLost() {
    upload("phone", 20);
    await(cloud.train(TASK, PHONE));
    List<Feature> more = features(cloud, 60, 100, 0, 1, 2, 3);
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth + 1);
    List<CompletableFuture<?>> acks = new CopyOnWriteArrayList<>();
    more.forEach(feature -> acks.add(cloud.ingest(batch("phone", feature))));
    await(change);
    acks.forEach(World::await);

    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(80);
    assertThat(await(cloud.train(TASK, PHONE)).samples()).isEqualTo(80);
  }

  @Test
  void theNewDepthSurvivesARestart() {
    upload("phone", 20);
    await(cloud.train(TASK, PHONE));
    await(cloud.setDepth(TASK, depth + 1));
    FreezeState freeze = cloud.freeze(TASK);
    Manifest personal = manifest("phone");
    cloud.close();
    cloud = World.open(dir);

    assertThat(cloud.freeze(TASK)).isEqualTo(freeze);
    assertThat(manifest("phone")).isEqualTo(personal);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(20);
  }

  @Test
  void aDeeperChangeFixesTheGlobalScopesOwnLayersForEverybody() {
    upload("phone", 20);
    await(cloud.train(TASK, PHONE));
    upload("tablet", 20);
    await(cloud.train(TASK, Scope.GLOBAL));
    Manifest global = manifest("tablet");
    await(cloud.setDepth(TASK, depth + 1));

    assertThat(cloud.freeze(TASK).prefix()).isEqualTo(global.prefixDigest(depth + 1));
    assertThat(manifest("phone").prefixDigest(depth + 1)).isEqualTo(cloud.freeze(TASK).prefix());
    assertThat(cloud.freeze(TASK).prefixSince()).isAfter(global.freeze().prefixSince());
  }

  private void upload(String device, int count) {
    assertThat(await(cloud.ingest(batch(device, features(cloud, count, 0, 0, 1, 2, 3)))).outcomes())
        .containsOnly(SampleOutcome.STORED);
  }

  private Manifest manifest(String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest();
  }

  private Manifest manifestAtInstall() {
    List<ModelVersion> history = cloud.models(TASK, Optional.of(Scope.GLOBAL));
    return history.get(history.size() - 1).manifest();
  }

  private static double relativeError(float[] found, float[] expected) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(found[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / Math.max(size, 1e-12));
  }
}
