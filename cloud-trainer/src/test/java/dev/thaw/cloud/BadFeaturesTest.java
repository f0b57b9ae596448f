package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.erasure.SignedReceipt;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FeatureCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a device uploads that no good head can come of, and what then becomes of its head. */
class BadFeaturesTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final int STORED_HEADER = Long.BYTES + Integer.BYTES;

  private static final Map<TrainerKind, CloudTrainer> LEARNT = new EnumMap<>(TrainerKind.class);

  @TempDir private static Path home;
  @TempDir private Path dir;

  /** Clouds whose global heads recognise the classes. */
  @BeforeAll
  static void learn() {
    for (TrainerKind kind : List.of(TrainerKind.CLOSED_FORM, TrainerKind.ONE_STEP)) {
      TrainingSettings settings = TrainingSettings.defaults().with(kind);
      CloudConfig config = World.manual(home.resolve(kind.toString())).with(settings);
      CloudTrainer cloud = World.open(config, Clock.systemUTC());
      LEARNT.put(kind, cloud);
      upload(cloud, "teacher", features(cloud, 80, 10_000, 0, 1, 2, 3));
      assertPublished(await(cloud.train(TASK, Scope.GLOBAL)));
      assertThat(right(cloud, "nobody", 0, 1, 2, 3)).as("of 80").isGreaterThan(70);
    }
  }

  @AfterAll
  static void close() {
    LEARNT.values().forEach(CloudTrainer::close);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSED_FORM", "ONE_STEP"})
  void oneSampleIsTooFew(TrainerKind kind) {
    CloudTrainer cloud = learnt(kind);
    upload(cloud, "one", features(cloud, 1, 900, 2));
    TrainingRun run = await(cloud.train(TASK, new Scope.OfDevice("one")));
    assertThat(run.verdict().published()).isFalse();
    assertThat(run.verdict().reason()).isEqualTo("1 samples, fewer than 8");
    assertThat(manifest(cloud, "one").scope()).isEqualTo(Scope.GLOBAL);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSED_FORM", "ONE_STEP"})
  void samplesOfOneClassGiveAHeadThatKeepsTheOtherClasses(TrainerKind kind) {
    CloudTrainer cloud = learnt(kind);
    upload(cloud, "narrow", features(cloud, 8, 900, 2));
    assertKeeps(cloud, "narrow", 4, 0, 1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSED_FORM", "ONE_STEP"})
  void samplesThatAreAllAlikeGiveAHeadThatKeepsTheOtherClasses(TrainerKind kind) {
    CloudTrainer cloud = learnt(kind);
    List<Feature> some = features(cloud, 40, 900, 2);
    List<Tensor> values = some.get(0).activation().tensors();
    upload(cloud, "stuck", some.stream().map(each -> with(each, values)).toList());
    assertKeeps(cloud, "stuck", 4, 0, 1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSED_FORM", "ONE_STEP"})
  void aClassWithOnlyWrongLabelsCostsNoOtherClass(TrainerKind kind) {
    CloudTrainer cloud = learnt(kind);
    List<Feature> wrong =
        features(cloud, 10, 900, 2).stream()
            .map(each -> new Feature(each.activation(), 3, each.annotatedAt()))
            .toList();
    upload(cloud, "liar", wrong);
    upload(cloud, "liar", features(cloud, 30, 950, 0, 1, 3));
    assertKeeps(cloud, "liar", 2, 0, 1, 3);
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatIsNotFiniteHoldsTheHeadBackAndNamesTheSample(TrainerKind kind) {
    List<LayerEntry> old;
    SampleId odd;
    try (CloudTrainer cloud = open(kind)) {
      List<Feature> all = features(cloud, 20, 0, 0, 1, 2, 3);
      odd = all.get(7).sample();
      upload(cloud, all);
      assertPublished(await(cloud.train(TASK, PHONE)));
      old = manifest(cloud, "phone").layers();
    }
    spoil(odd);
    try (CloudTrainer cloud = open(kind)) {
      upload(cloud, features(cloud, 4, 900, 0, 1, 2, 3));

      TrainingRun run = await(cloud.train(TASK, PHONE));

      assertThat(run.verdict().published()).isFalse();
      assertThat(run.verdict().reason())
          .contains("sample " + odd + " of device phone")
          .contains("not finite");
      assertThat(manifest(cloud, "phone").layers()).isEqualTo(old);
      await(cloud.erase(new Subject(TASK, Optional.of("phone"), Optional.of(odd))));
      assertPublished(await(cloud.train(TASK, PHONE)));
    }
  }

  /** Puts a NaN into the stored feature, which no upload gets past the door with. */
  private void spoil(SampleId sample) {
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"))) {
      database.scan(
          Column.FEATURES,
          new byte[0],
          (key, row) -> {
            byte[] header = Arrays.copyOf(row, STORED_HEADER);
            Feature feature =
                FeatureCodec.featureFromBytes(Arrays.copyOfRange(row, STORED_HEADER, row.length));
            if (feature.sample().equals(sample)) {
              byte[] bytes = FeatureCodec.toBytes(spoiled(feature));
              byte[] spoiled =
                  ByteBuffer.allocate(STORED_HEADER + bytes.length).put(header).put(bytes).array();
              database.changes().put(Column.FEATURES, key, spoiled).commit();
            }
            return true;
          });
    }
  }

  private static Feature spoiled(Feature feature) {
    Tensor whole = feature.activation().tensors().get(0);
    float[] values = whole.toFloats();
    values[11] = Float.NaN;
    return with(feature, List.of(Tensor.ofFloats(whole.shape(), values)));
  }

  private static Feature with(Feature feature, List<Tensor> values) {
    Activation made = feature.activation();
    Activation other =
        new Activation(
            made.task(), made.sample(), made.cut(), made.prefix(), made.createdAt(), values);
    return new Feature(other, feature.label(), feature.annotatedAt());
  }

  @ParameterizedTest
  @EnumSource
  void aScopeErasedWhileItIsTrainedLeavesNothingThatLearntFromIt(TrainerKind kind) {
    try (CloudTrainer cloud = open(kind)) {
      for (int round = 0; round < 3; round++) {
        upload(cloud, features(cloud, 40, 0, 0, 1, 2, 3));
        CompletableFuture<TrainingRun> first = cloud.train(TASK, PHONE);
        CompletableFuture<SignedReceipt> receipt =
            cloud.erase(new Subject(TASK, Optional.of("phone"), Optional.empty()));
        CompletableFuture<TrainingRun> second = cloud.train(TASK, PHONE);

        assertThat(await(receipt).receipt().path("rows").path("features").asInt()).isEqualTo(40);

        assertEnded(first);
        assertEnded(second);
        assertThat(cloud.models(TASK, Optional.of(PHONE)))
            .as("round %d", round)
            .noneMatch(ModelVersion::current)
            .noneMatch(version -> version.verdict().published());
        assertThat(manifest(cloud, "phone").scope()).isEqualTo(Scope.GLOBAL);
      }
    }
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"))) {
      database.scan(
          Column.STATISTICS,
          new byte[0],
          (key, row) -> {
            throw new AssertionError("sums are left");
          });
    }
  }

  @Test
  void aSampleOfAScopeWithAHeadInClosedFormIsErasedToo() {
    try (CloudTrainer cloud = open(TrainerKind.CLOSED_FORM)) {
      List<Feature> all = features(cloud, 20, 0, 0, 1, 2, 3);
      upload(cloud, all);
      assertPublished(await(cloud.train(TASK, PHONE)));
      List<LayerEntry> before = manifest(cloud, "phone").layers();
      SampleId gone = all.get(3).sample();

      await(cloud.erase(new Subject(TASK, Optional.empty(), Optional.of(gone))));

      Manifest after = manifest(cloud, "phone");
      assertThat(after.metrics()).containsEntry("samples", 19.0);
      assertThat(after.layers()).hasSize(9).isNotEqualTo(before);
      assertThat(cloud.layer(before.get(8).digest())).isEmpty();
    }
  }

  private static void assertPublished(TrainingRun run) {
    assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
    assertThat(run.loss()).isFinite();
  }

  /** With a run, or with word that there is nothing any more. */
  private static void assertEnded(CompletableFuture<TrainingRun> run) {
    try {
      await(run);
    } catch (CompletionException e) {
      assertThat(e)
          .cause()
          .isInstanceOfSatisfying(
              CloudException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
  }

  private CloudTrainer open(TrainerKind kind) {
    TrainingSettings settings = TrainingSettings.defaults().with(kind).withEpochs(2);
    return World.open(World.manual(dir).with(settings), Clock.systemUTC());
  }

  private static CloudTrainer learnt(TrainerKind kind) {
    return Objects.requireNonNull(LEARNT.get(kind));
  }

  /** The device's own head loses at most so many of 20 images of each class. */
  private static void assertKeeps(CloudTrainer cloud, String device, int most, int... classes) {
    long before = right(cloud, device, classes);
    assertPublished(await(cloud.train(TASK, new Scope.OfDevice(device))));
    assertThat(manifest(cloud, device).scope()).isEqualTo(new Scope.OfDevice(device));
    assertThat(right(cloud, device, classes)).isGreaterThanOrEqualTo(before - most);
  }

  private static void upload(CloudTrainer cloud, List<Feature> features) {
    upload(cloud, "phone", features);
  }

  private static void upload(CloudTrainer cloud, String device, List<Feature> features) {
    await(cloud.ingest(batch(device, features)));
  }

  private static Manifest manifest(CloudTrainer cloud, String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest();
  }

  /** How many of 20 unseen images of each class the device's model recognises. */
  private static long right(CloudTrainer cloud, String device, int... classes) {
    try (LayeredModel model = World.model(cloud, manifest(cloud, device))) {
      long right = 0;
      for (int label : classes) {
        for (int i = 0; i < 20; i++) {
          var image = World.image(label, 50_000 + 4L * i + label);
          var logits = model.forward(0, model.layerCount(), List.of(image)).get(0);
          right += World.largest(logits.toFloats()) == label ? 1 : 0;
        }
      }
      return right;
    }
  }
}
