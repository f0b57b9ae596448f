package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud whose devices get heads in closed form. */
class ClosedFormTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");

  @TempDir Path dir;

  @Test
  void aHeadIsOneLayerBehindTheGlobalModels() {
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, features(cloud, 40, 0, 0, 1, 2, 3));
      List<LayerEntry> global = manifest(cloud, "nobody").layers();

      TrainingRun run = await(cloud.train(TASK, PHONE));

      assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
      assertThat(run.steps()).isEqualTo(5);
      assertThat(run.replayed()).as("5 of each class").isEqualTo(20);
      List<LayerEntry> personal = manifest(cloud, "phone").layers();
      assertThat(personal.subList(0, global.size())).isEqualTo(global);
      assertThat(personal).hasSize(global.size() + 1);
      assertThat(personal.get(global.size()).name()).isEqualTo(LayeredModel.RESIDUAL);
      assertThat(right(cloud, "phone")).isGreaterThan(right(cloud, "nobody"));
    }
  }

  @Test
  void itIsValidatedAndItsCurveHasAPointForEachStep() {
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, features(cloud, 40, 0, 0, 1, 2, 3));
      TrainingRun run = await(cloud.train(TASK, PHONE));
      assertThat(run.curve().points()).hasSize(6);
      assertThat(run.curve().validation())
          .hasValueSatisfying(
              validation -> {
                assertThat(validation.samples()).isEqualTo(8);
                assertThat(validation.after()).isGreaterThan(validation.before());
              });
    }
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    List<String> heads = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      try (CloudTrainer cloud = open("cloud" + seed)) {
        List<Feature> all = new ArrayList<>(features(cloud, 30, 0, 0, 1, 2, 3));
        Collections.shuffle(all, new Random(seed));
        for (int i = 0; i < all.size(); i += 10) {
          upload(cloud, all.subList(i, i + 10));
        }
        await(cloud.train(TASK, PHONE));
        heads.add(manifest(cloud, "phone").layers().get(8).digest().hex());
      }
    }
    assertThat(heads).containsOnly(heads.get(0));
  }

  @Test
  void everybodysHeadIsTrainedByGradientDescentAllTheSame() {
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, features(cloud, 40, 0, 0, 1, 2, 3));
      TrainingRun run = await(cloud.train(TASK, Scope.GLOBAL));
      assertThat(run.verdict().published()).isTrue();
      assertThat(run.steps()).isGreaterThan(5);
      assertThat(manifest(cloud, "nobody").layers()).hasSize(8);
    }
  }

  @Test
  void theHeadIsMadeAnewForEachFreezeDepth() {
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, features(cloud, 40, 0, 0, 1, 2, 3));
      await(cloud.train(TASK, PHONE));
      assertThat(await(cloud.setDepth(TASK, 7)).retrained()).containsExactly(PHONE);
      assertRunsAt(cloud, 7);
      assertThat(await(cloud.setDepth(TASK, 6)).retrained()).containsExactly(PHONE);
      assertRunsAt(cloud, 6);
      assertThat(right(cloud, "phone")).isGreaterThan(right(cloud, "nobody"));
    }
  }

  @Test
  void aHeadThatCannotBeMadeAnewAtADeeperCutIsDropped() {
    try (CloudTrainer cloud =
        CloudTrainer.open(config("cloud", TrainingSettings.defaults()), Clock.systemUTC())) {
      cloud.install(World.base(5, World.LABELS));
      upload(cloud, features(cloud, 40, 0, 0, 1, 2, 3));
      await(cloud.train(TASK, PHONE));
    }
    // Opened again, it wants more samples than there are.
    TrainingSettings demanding = TrainingSettings.defaults().withMinSamples(100);
    try (CloudTrainer cloud = CloudTrainer.open(config("cloud", demanding), Clock.systemUTC())) {
      assertThat(await(cloud.setDepth(TASK, 7)).dropped()).containsExactly(PHONE);
      assertThat(manifest(cloud, "phone").scope()).isEqualTo(Scope.GLOBAL);
    }
  }

  @Test
  void anEarlierHeadIsTakenBack() {
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, features(cloud, 20, 0, 0, 1, 2, 3));
      await(cloud.train(TASK, PHONE));
      List<LayerEntry> first = manifest(cloud, "phone").layers();
      upload(cloud, features(cloud, 20, 100, 3, 2, 1, 0));
      await(cloud.train(TASK, PHONE));
      assertThat(manifest(cloud, "phone").layers()).isNotEqualTo(first);

      await(cloud.rollBack(TASK, PHONE, 1));

      assertThat(manifest(cloud, "phone").layers()).isEqualTo(first);
    }
  }

  private CloudTrainer open(String name) {
    CloudTrainer cloud =
        CloudTrainer.open(config(name, TrainingSettings.defaults()), Clock.systemUTC());
    cloud.install(World.base(5, World.LABELS));
    return cloud;
  }

  private CloudConfig config(String name, TrainingSettings settings) {
    return World.manual(dir.resolve(name)).with(settings.with(TrainerKind.CLOSED_FORM));
  }

  private static void upload(CloudTrainer cloud, List<Feature> features) {
    await(cloud.ingest(batch("phone", features)));
  }

  private static Manifest manifest(CloudTrainer cloud, String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest();
  }

  private static void assertRunsAt(CloudTrainer cloud, int depth) {
    Manifest manifest = manifest(cloud, "phone");
    assertThat(manifest.scope()).isEqualTo(PHONE);
    assertThat(manifest.freeze().depth()).isEqualTo(depth);
    try (LayeredModel model = World.model(cloud, manifest)) {
      assertThat(model.runsFrom(depth)).isTrue();
    }
  }

  /** How many of 80 unseen images the device's model recognises. */
  private static long right(CloudTrainer cloud, String device) {
    try (LayeredModel model = World.model(cloud, manifest(cloud, device))) {
      long right = 0;
      for (int i = 0; i < 80; i++) {
        var logits =
            model.forward(0, model.layerCount(), List.of(World.image(i % 4, 50_000 + i))).get(0);
        right += World.largest(logits.toFloats()) == i % 4 ? 1 : 0;
      }
      return right;
    }
  }
}
