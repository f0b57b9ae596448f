package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.Rollbacks;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.ManifestCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final Scope TEAM = new Scope.Cohort("team");

  @TempDir Path dir;
  private final List<String> told = new ArrayList<>();
  private CloudTrainer cloud;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    cloud.addListener(
        new CloudListener() {
          @Override
          public void manifestChanged(String task, Scope scope, SignedManifest signed) {
            told.add(scope + " runs version " + signed.manifest().version());
          }

          @Override
          public void manifestDropped(String task, Scope scope) {
            told.add(scope + " runs nothing of its own");
          }

          @Override
          public void rolledBack(String task, Scope scope, long to, Optional<Long> version) {
            told.add(scope + " is rolled back to " + to + " as " + version);
          }
        });
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void earlierHeadComesBackAsANewSignedVersionThatSaysSo() throws Exception {
    train(PHONE, 0, 20);
    train(PHONE, 20, 40);
    told.clear();

    ModelVersion back = await(cloud.rollBack(TASK, PHONE, 1));

    assertThat(back.manifest().version()).isEqualTo(3);
    assertThat(back.manifest().layers()).isEqualTo(version(PHONE, 1).manifest().layers());
    assertThat(back.verdict().reason()).isEqualTo("rolled back to version 1");
    assertThat(back.manifest().metrics()).containsEntry(Rollbacks.METRIC, 1.0);
    assertThat(back.current()).isTrue();
    SignedManifest signed = cloud.manifestFor(TASK, "phone", Optional.empty());
    assertThat(signed.digest()).isEqualTo(back.digest());
    assertThat(ManifestCodec.verify(ManifestCodec.toEnvelope(signed), cloud.publicKey()).digest())
        .isEqualTo(back.digest());
    assertThat(told)
        .containsExactly(
            "device/phone runs version 3",
            "device/phone is rolled back to 1 as " + Optional.of(3L));
    cloud.close();
    cloud = World.open(dir);
    assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest())
        .isEqualTo(back.digest());
  }

  @Test
  void nextTrainingTakesAllFeaturesAndReplacesIt() {
    train(PHONE, 0, 20);
    train(PHONE, 20, 40);
    await(cloud.rollBack(TASK, PHONE, 1));

    TrainingRun run = train(PHONE, 40, 48);

    assertThat(run.samples()).isEqualTo(48);
    assertThat(run.version()).contains(4L);
    assertThat(version(PHONE, 4).current()).isTrue();
    assertThat(version(PHONE, 4).manifest().metrics()).doesNotContainKey(Rollbacks.METRIC);
  }

  @Test
  void rollbackCanBeTakenBack() {
    train(PHONE, 0, 20);
    train(PHONE, 20, 40);
    await(cloud.rollBack(TASK, PHONE, 1));

    ModelVersion forth = await(cloud.rollBack(TASK, PHONE, 2));

    assertThat(forth.manifest().version()).isEqualTo(4);
    assertThat(forth.manifest().layers()).isEqualTo(version(PHONE, 2).manifest().layers());
    assertRefused(PHONE, 2, ErrorCode.CONFLICT, "version 2 of device/phone has the layers of");
    assertRefused(PHONE, 4, ErrorCode.CONFLICT, "version 4 of device/phone is the current one");
  }

  @Test
  void globalScopeGoesBackToTheBaseModelAsInstalled() {
    SignedManifest base = cloud.manifestFor(TASK, "nobody", Optional.empty());
    await(cloud.ingest(batch("phone", features(cloud, 40, 0, 0, 1, 2, 3))));
    await(cloud.train(TASK, Scope.GLOBAL));

    ModelVersion back = await(cloud.rollBack(TASK, Scope.GLOBAL, 1));

    assertThat(back.manifest().layers()).isEqualTo(base.manifest().layers());
    assertThat(cloud.manifestFor(TASK, "nobody", Optional.empty()).manifest().version())
        .isEqualTo(3);
  }

  @Test
  void versionZeroTakesTheScopesOwnModelAwayAndTellsWhatItsDevicesRunNow() {
    train(PHONE, 0, 20);
    told.clear();

    ModelVersion wider = await(cloud.rollBack(TASK, PHONE, 0));

    assertThat(wider.manifest().scope()).isEqualTo(Scope.GLOBAL);
    assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest())
        .isEqualTo(wider.digest());
    assertThat(told)
        .containsExactly(
            "device/phone runs nothing of its own",
            "device/phone is rolled back to 0 as " + Optional.empty());
    assertRefused(PHONE, 0, ErrorCode.CONFLICT, "device/phone has no model of its own");
    assertThat(await(cloud.rollBack(TASK, PHONE, 1)).manifest().version()).isEqualTo(2);
  }

  @Test
  void deviceWithoutItsOwnModelFallsBackToItsCohorts() {
    cloud.deviceSeen(
        new DeviceReport("phone", TASK, Optional.of("team"), Optional.empty(), Map.of()));
    train(PHONE, 0, 20);
    await(cloud.train(TASK, TEAM));

    ModelVersion wider = await(cloud.rollBack(TASK, PHONE, 0));

    assertThat(wider.manifest().scope()).isEqualTo(TEAM);
    assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest())
        .isEqualTo(wider.digest());
  }

  @Test
  void whatIsNotThereIsNamed() {
    train(PHONE, 0, 20);

    assertRefused(new Scope.OfDevice("x"), 1, ErrorCode.NOT_FOUND, "device/x of task letters has");
    assertRefused(new Scope.OfDevice("x"), 0, ErrorCode.NOT_FOUND, "device/x of task letters has");
    assertRefused(PHONE, 7, ErrorCode.NOT_FOUND, "has no version 7; its last is 1");
    assertRefused(PHONE, -1, ErrorCode.NOT_FOUND, "has no version -1");
    assertRefused(Scope.GLOBAL, 0, ErrorCode.BAD_REQUEST, "no wider one");
    assertThatThrownBy(() -> await(cloud.rollBack("chess", PHONE, 1)))
        .hasMessageContaining("chess");
  }

  @Test
  void versionThatWasHeldBackIsRefused() {
    cloud.close();
    cloud = CloudTrainer.open(World.manual(dir.resolve("few")), java.time.Clock.systemUTC());
    cloud.install(World.base(5, 2));
    await(cloud.ingest(batch("phone", features(cloud, 20, 0, 0, 1))));
    TrainingRun run = await(cloud.train(TASK, PHONE));
    assertThat(run.verdict().published()).isFalse();

    assertRefused(PHONE, 1, ErrorCode.BAD_REQUEST, "version 1 of device/phone was held back");
  }

  @Test
  void versionOfAnotherDepthIsRefusedUntilTheFreezePointIsBack() {
    int depth = cloud.freeze(TASK).depth();
    train(PHONE, 0, 20);
    await(cloud.setDepth(TASK, depth + 1));

    assertRefused(
        PHONE,
        1,
        ErrorCode.CONFLICT,
        "made at freeze depth %d, the freeze point is at %d".formatted(depth, depth + 1));
    await(cloud.setDepth(TASK, depth));
    long last = cloud.models(TASK, Optional.of(PHONE)).get(0).manifest().version();
    train(PHONE, 20, 40);
    ModelVersion back = await(cloud.rollBack(TASK, PHONE, 1));
    assertThat(back.manifest().freeze()).isEqualTo(cloud.freeze(TASK));
    assertThat(back.manifest().version()).isEqualTo(last + 2);
  }

  @Test
  void versionOnOtherFrozenLayersIsRefused() {
    train(PHONE, 0, 20);
    await(cloud.publishBase(other().toBytes(), Optional.empty()));

    assertRefused(PHONE, 1, ErrorCode.CONFLICT, "frozen layers that are no longer in force");
    assertRefused(Scope.GLOBAL, 1, ErrorCode.CONFLICT, "frozen layers");
  }

  @Test
  void nothingIsRolledBackWhileAChangeOfDepthIsUnderWay() {
    train(PHONE, 0, 20);
    train(PHONE, 20, 40);
    int depth = cloud.freeze(TASK).depth();
    var unused =
        cloud.setDepth(TASK, depth - 1, new SwitchRule.WhenRepaired(1, Duration.ofHours(1)));

    assertRefused(PHONE, 1, ErrorCode.CONFLICT, "under way");
    World.eventually(() -> cancelled());
    assertThat(await(cloud.rollBack(TASK, PHONE, 1)).manifest().version()).isEqualTo(3);
  }

  private boolean cancelled() {
    return cloud.cancelChange(TASK);
  }

  private TrainingRun train(Scope scope, int from, int to) {
    await(cloud.ingest(batch("phone", features(cloud, to - from, from, 0, 1, 2, 3))));
    TrainingRun run = await(cloud.train(TASK, scope));
    assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
    return run;
  }

  private static dev.thaw.model.BaseModel other() {
    try (dev.thaw.model.LayeredModel model = dev.thaw.model.LayeredModel.create(World.SPEC, 99)) {
      return new dev.thaw.model.BaseModel(
          World.SPEC, model.layerBytesFrom(0), World.base(5, 4).samples(), "# another");
    }
  }

  private ModelVersion version(Scope scope, long version) {
    return cloud.models(TASK, Optional.of(scope)).stream()
        .filter(model -> model.manifest().version() == version)
        .findFirst()
        .orElseThrow();
  }

  private void assertRefused(Scope scope, long version, ErrorCode code, String message) {
    List<ModelVersion> before = cloud.models(TASK, Optional.empty());
    assertThatThrownBy(() -> await(cloud.rollBack(TASK, scope, version)))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(CloudException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
    assertThat(cloud.models(TASK, Optional.empty())).isEqualTo(before);
  }
}
