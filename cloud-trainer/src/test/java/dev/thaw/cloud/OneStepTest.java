package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud whose devices get heads of one step, from sums that it keeps. */
class OneStepTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final Scope TEAM = new Scope.Cohort("team");

  @TempDir Path dir;

  @Test
  void aHeadIsOneLayerBehindTheGlobalModels() {
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, "phone", features(cloud, 40, 0, 0, 1, 2, 3));

      TrainingRun run = await(cloud.train(TASK, PHONE));

      assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
      assertThat(run.steps()).isEqualTo(1);
      assertThat(run.curve().points()).hasSize(2);
      assertThat(run.curve().validation())
          .hasValueSatisfying(
              validation -> assertThat(validation.after()).isGreaterThan(validation.before()));
      List<LayerEntry> personal = manifest(cloud, "phone").layers();
      assertThat(personal).hasSize(9);
      assertThat(personal.get(8).name()).isEqualTo(LayeredModel.RESIDUAL);
      assertThat(right(cloud, "phone")).isGreaterThan(right(cloud, "nobody"));
      assertThat(await(cloud.train(TASK, Scope.GLOBAL)).steps()).isGreaterThan(1);
    }
  }

  @Test
  void sumsThatGrowFromRunToRunGiveTheHeadOfSumsMadeAtOnce() {
    Digest atOnce;
    try (CloudTrainer cloud = open("at-once")) {
      upload(cloud, "phone", features(cloud, 30, 0, 0, 1, 2, 3));
      atOnce = train(cloud, PHONE);
    }
    try (CloudTrainer cloud = open("bit-by-bit")) {
      List<Feature> all = features(cloud, 30, 0, 0, 1, 2, 3);
      upload(cloud, "phone", all.subList(20, 30));
      Digest first = train(cloud, PHONE);
      upload(cloud, "phone", all.subList(0, 20));
      assertThat(train(cloud, PHONE)).isEqualTo(atOnce).isNotEqualTo(first);
    }
    assertThat(rows("bit-by-bit")).hasSize(1);
  }

  @Test
  void sumsOutliveTheProcess() {
    Digest whole;
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, "phone", features(cloud, 20, 0, 0, 1, 2, 3));
      whole = train(cloud, PHONE);
    }
    Map<String, Digest> before = rows("cloud");
    try (CloudTrainer cloud = open("cloud")) {
      assertThat(train(cloud, PHONE)).isEqualTo(whole);
    }
    assertThat(rows("cloud")).isEqualTo(before).hasSize(1);
  }

  @Test
  void aSampleWithANewLabelCountsAsThatAlone() {
    Digest corrected;
    try (CloudTrainer cloud = open("corrected")) {
      List<Feature> all = features(cloud, 20, 0, 0, 1, 2, 3);
      upload(cloud, "phone", all);
      Digest before = train(cloud, PHONE);
      upload(cloud, "phone", List.of(relabelled(all.get(4))));
      corrected = train(cloud, PHONE);
      assertThat(corrected).isNotEqualTo(before);
    }
    try (CloudTrainer cloud = open("right-at-once")) {
      List<Feature> all = features(cloud, 20, 0, 0, 1, 2, 3);
      upload(cloud, "phone", all.subList(0, 4));
      upload(cloud, "phone", List.of(relabelled(all.get(4))));
      upload(cloud, "phone", all.subList(5, 20));
      assertThat(train(cloud, PHONE)).isEqualTo(corrected);
    }
  }

  @Test
  void anErasedSampleLeavesTheSumsAsIfItHadNeverBeen() {
    Digest without;
    try (CloudTrainer cloud = open("never")) {
      List<Feature> all = features(cloud, 20, 0, 0, 1, 2, 3);
      upload(cloud, "phone", all.subList(1, 20));
      without = train(cloud, PHONE);
    }
    SampleId gone;
    try (CloudTrainer cloud = open("erased")) {
      List<Feature> all = features(cloud, 20, 0, 0, 1, 2, 3);
      gone = all.get(0).sample();
      upload(cloud, "phone", all.subList(1, 20));
      upload(cloud, "phone", all.subList(0, 1));
      assertThat(train(cloud, PHONE)).isNotEqualTo(without);

      await(cloud.erase(new Subject(TASK, Optional.of("phone"), Optional.of(gone))));

      assertThat(head(cloud, "phone")).isEqualTo(without);
      assertThat(train(cloud, PHONE)).isEqualTo(without);
    }
    assertThat(rows("erased")).isEqualTo(rows("never")).hasSize(1);
    assertThat(FileScan.of(dir.resolve("erased")).has(gone.bytes())).isFalse();
    assertThat(FileScan.of(dir.resolve("never")).has(gone.bytes())).isFalse();
  }

  @Test
  void anErasureTakesTheSampleOutBeforeAnythingIsTrainedAnew() {
    try (CloudTrainer cloud = team("cloud")) {
      SampleId gone = features(cloud, 1, 0, 0).get(0).sample();
      train(cloud, PHONE);
      await(cloud.train(TASK, TEAM));
      assertThat(await(cloud.train(TASK, TEAM)).samples()).isEqualTo(40);

      await(cloud.erase(new Subject(TASK, Optional.of("phone"), Optional.of(gone))));

      assertThat(await(cloud.train(TASK, TEAM)).samples()).isEqualTo(39);
    }
    assertThat(rows("cloud")).hasSize(2);
  }

  @Test
  void anErasedDeviceLeavesNoSumsAndItsCohortHasThatOfTheOthers() {
    try (CloudTrainer cloud = team("cloud")) {
      train(cloud, PHONE);
      await(cloud.train(TASK, TEAM));
      await(cloud.erase(new Subject(TASK, Optional.of("phone"), Optional.empty())));
      assertThat(await(cloud.train(TASK, TEAM)).samples()).isEqualTo(20);
    }
    assertThat(rows("cloud")).hasSize(1);
    assertThat(FileScan.of(dir.resolve("cloud")).has("phone")).isFalse();
  }

  @Test
  void allSumsGoWhereTheGlobalHeadHadLearntWhatIsErased() {
    try (CloudTrainer cloud = team("cloud")) {
      await(cloud.train(TASK, Scope.GLOBAL));
      train(cloud, PHONE);
      train(cloud, new Scope.OfDevice("tablet"));
      await(cloud.erase(new Subject(TASK, Optional.of("phone"), Optional.empty())));
      assertThat(manifest(cloud, "tablet").layers()).hasSize(9);
    }
    assertThat(rows("cloud")).isEmpty();
    try (CloudTrainer cloud = open("cloud")) {
      train(cloud, new Scope.OfDevice("tablet"));
    }
    assertThat(rows("cloud")).hasSize(1);
  }

  @Test
  void sumsOfAnotherGlobalHeadOrDepthAreMadeAnew() {
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, "phone", features(cloud, 40, 0, 0, 1, 2, 3));
      Digest first = train(cloud, PHONE);
      await(cloud.train(TASK, Scope.GLOBAL));
      assertThat(train(cloud, PHONE)).isNotEqualTo(first);
      await(cloud.setDepth(TASK, 7));
      assertThat(manifest(cloud, "phone").freeze().depth()).isEqualTo(7);
      train(cloud, PHONE);
      assertThat(right(cloud, "phone")).isGreaterThanOrEqualTo(right(cloud, "nobody"));
    }
    assertThat(rows("cloud")).hasSize(1);
  }

  @Test
  void damagedSumsAreMadeAnew() {
    Digest whole;
    try (CloudTrainer cloud = open("cloud")) {
      upload(cloud, "phone", features(cloud, 20, 0, 0, 1, 2, 3));
      whole = train(cloud, PHONE);
    }
    Map<String, Digest> before = rows("cloud");
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("cloud").resolve("db"))) {
      byte[] key = HexFormat.of().parseHex(before.keySet().iterator().next());
      byte[] row = database.get(Column.STATISTICS, key).orElseThrow();
      row[row.length / 2] ^= 1;
      database.changes().put(Column.STATISTICS, key, row).commit();
    }
    try (CloudTrainer cloud = open("cloud")) {
      assertThat(train(cloud, PHONE)).isEqualTo(whole);
    }
    assertThat(rows("cloud")).isEqualTo(before);
  }

  /** The digests of the rows of sums, by key in hexadecimal digits. */
  private Map<String, Digest> rows(String name) {
    Map<String, Digest> rows = new TreeMap<>();
    try (CloudDatabase database = CloudDatabase.open(dir.resolve(name).resolve("db"))) {
      database.scan(
          Column.STATISTICS,
          new byte[0],
          (key, row) -> {
            rows.put(HexFormat.of().formatHex(key), Digest.of(row));
            return true;
          });
    }
    return rows;
  }

  private CloudTrainer open(String name) {
    TrainingSettings settings = TrainingSettings.defaults().with(TrainerKind.ONE_STEP);
    CloudConfig config = World.manual(dir.resolve(name)).with(settings);
    return World.open(config, Clock.systemUTC());
  }

  /** Two devices of a cohort with 20 samples each. */
  private CloudTrainer team(String name) {
    CloudTrainer cloud = open(name);
    for (String device : List.of("phone", "tablet")) {
      cloud.deviceSeen(
          new DeviceReport(device, TASK, Optional.of("team"), Optional.empty(), Map.of()));
      upload(cloud, device, features(cloud, 20, device.length() * 100 - 500, 0, 1, 2, 3));
    }
    return cloud;
  }

  private static void upload(CloudTrainer cloud, String device, List<Feature> features) {
    await(cloud.ingest(batch(device, features)));
  }

  private static Feature relabelled(Feature feature) {
    return new Feature(
        feature.activation(), (feature.label() + 1) % 4, feature.annotatedAt().plusSeconds(60));
  }

  /** The digest of the head that a run published. */
  private static Digest train(CloudTrainer cloud, Scope scope) {
    TrainingRun run = await(cloud.train(TASK, scope));
    assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
    return head(cloud, ((Scope.OfDevice) scope).id());
  }

  private static Digest head(CloudTrainer cloud, String device) {
    List<LayerEntry> layers = manifest(cloud, device).layers();
    return layers.get(layers.size() - 1).digest();
  }

  private static Manifest manifest(CloudTrainer cloud, String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest();
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
