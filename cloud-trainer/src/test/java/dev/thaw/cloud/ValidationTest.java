package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.training.LearningCurve;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.cloud.training.Validation;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final double NAN = Double.NaN;

  @TempDir Path dir;

  @Test
  void aRunFollowsWhatItHeldOutFromTheHeadItStartsFromOn() {
    try (CloudTrainer cloud = World.open(dir)) {
      List<Feature> uploads = features(cloud, 40, 0, 0, 1, 2, 3);
      await(cloud.ingest(batch("phone", uploads)));

      TrainingRun run = await(cloud.train(TASK, PHONE));

      List<CurvePoint> points = run.curve().points();
      Validation validation = run.curve().validation().orElseThrow();
      assertThat(validation.samples()).isEqualTo(8);
      assertThat(validation.before()).isEqualTo(globalAccuracy(cloud, everyFifth(uploads)));
      assertThat(validation.after()).isGreaterThan(validation.before());
      assertThat(validation.seconds()).isPositive();
      assertThat(points.get(0).validationRight()).isEqualTo(validation.before());
      assertThat(last(points).validationRight()).isEqualTo(validation.after());
      assertThat(points.stream().map(CurvePoint::epoch))
          .containsExactlyElementsOf(IntStream.range(0, points.size()).boxed().toList());
      assertThat(last(points).loss()).isCloseTo(run.loss(), within(0.2));
      assertThat(points.get(0).loss()).isGreaterThan(last(points).loss());
    }
  }

  @Test
  void theManifestTellsWhatTheValidationFound() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 40, 0, 0, 1, 2, 3))));

      Validation validation = await(cloud.train(TASK, PHONE)).curve().validation().orElseThrow();

      assertThat(manifest(cloud).metrics())
          .containsEntry("validation.samples", 8.0)
          .containsEntry("validation.before", validation.before())
          .containsEntry("validation.after", validation.after());
    }
  }

  @Test
  void theValidationChangesNeitherHeadNorVerdict() {
    TrainingRun with = trainOnForty("with", TrainingSettings.defaults());
    List<LayerEntry> layers = layers("with");
    TrainingRun without = trainOnForty("without", TrainingSettings.defaults().withoutValidation());

    assertThat(layers("without")).isEqualTo(layers);
    assertThat(without.verdict()).isEqualTo(with.verdict());
    assertThat(without.loss()).isEqualTo(with.loss());
    assertThat(with.curve().validation()).isPresent();
    assertThat(without.curve().validation()).isEmpty();
    assertThat(without.curve().points()).extracting(CurvePoint::validationLoss).containsOnly(NAN);
  }

  @Test
  void fewerThanTwentyUploadsAreAllTrainedOnAndGiveALossAlone() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 19, 0, 0, 1, 2, 3))));

      LearningCurve curve = await(cloud.train(TASK, PHONE)).curve();

      assertThat(curve.validation()).isEmpty();
      assertThat(curve.points()).isNotEmpty();
      assertThat(curve.points()).extracting(CurvePoint::validationRight).containsOnly(NAN);
      assertThat(manifest(cloud).metrics().keySet()).noneMatch(n -> n.startsWith("validation"));
    }
  }

  @Test
  void aRunWithoutTrainingHasNoCurve() {
    try (CloudTrainer cloud = World.open(dir)) {
      assertThat(await(cloud.train(TASK, PHONE)).curve()).isEqualTo(LearningCurve.NONE);
    }
  }

  @Test
  void headsThatAreMadeAnewForAnotherDepthAreNotValidated() {
    try (CloudTrainer cloud = World.open(dir)) {
      await(cloud.ingest(batch("phone", features(cloud, 40, 0, 0, 1, 2, 3))));
      await(cloud.train(TASK, PHONE));

      assertThat(await(cloud.setDepth(TASK, cloud.freeze(TASK).depth() + 1)).retrained())
          .containsExactly(PHONE);

      TrainingRun remade = cloud.runs(TASK).get(0);
      assertThat(remade.curve().validation()).isEmpty();
      assertThat(remade.curve().points()).isNotEmpty();
    }
  }

  @Test
  void theCurveIsThereAfterARestart() {
    TrainingRun run = trainOnForty("cloud", TrainingSettings.defaults());

    try (CloudTrainer cloud = World.open(dir.resolve("cloud"))) {
      assertThat(cloud.run(TASK, run.id())).contains(run);
      assertThat(cloud.run(TASK, run.id() + 1)).isEmpty();
    }
  }

  private TrainingRun trainOnForty(String name, TrainingSettings settings) {
    CloudConfig config = World.manual(dir.resolve(name)).with(settings);
    try (CloudTrainer cloud = World.open(config, Clock.systemUTC())) {
      await(cloud.ingest(batch("phone", features(cloud, 40, 0, 0, 1, 2, 3))));
      return await(cloud.train(TASK, PHONE));
    }
  }

  private List<LayerEntry> layers(String name) {
    try (CloudTrainer cloud = World.open(dir.resolve(name))) {
      return manifest(cloud).layers();
    }
  }

  private static Manifest manifest(CloudTrainer cloud) {
    return cloud.manifestFor(TASK, "phone", Optional.empty()).manifest();
  }

  /** The uploads of the made-up world come in the order of their time. */
  private static List<Feature> everyFifth(List<Feature> uploads) {
    return IntStream.range(0, uploads.size())
        .filter(i -> i % 5 == 4)
        .mapToObj(uploads::get)
        .toList();
  }

  private static double globalAccuracy(CloudTrainer cloud, List<Feature> held) {
    int right = 0;
    try (LayeredModel model = World.globalModel(cloud)) {
      for (Feature feature : held) {
        float[] logits =
            model
                .forward(
                    feature.activation().cut(), model.layerCount(), feature.activation().tensors())
                .get(0)
                .toFloats();
        right += World.largest(logits) == feature.label() ? 1 : 0;
      }
    }
    return right / (double) held.size();
  }

  private static CurvePoint last(List<CurvePoint> points) {
    return points.get(points.size() - 1);
  }
}
