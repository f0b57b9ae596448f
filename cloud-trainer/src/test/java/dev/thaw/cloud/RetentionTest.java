package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.layers.RocksLayerStore;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.RegistryRows;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many versions of a scope are kept, and what goes with the others. */
class RetentionTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final Scope TABLET = new Scope.OfDevice("tablet");

  @TempDir Path dir;
  private CloudTrainer cloud;
  private long nextSample;

  @AfterEach
  void everyKeptVersionHasItsLayersAndEveryLayerAVersion() {
    Set<Digest> named = new HashSet<>();
    for (ModelVersion version : cloud.models(TASK, Optional.empty())) {
      if (version.verdict().published()) {
        version.manifest().layers().forEach(layer -> named.add(layer.digest()));
      }
    }
    World.base(5, World.LABELS).layers().forEach(layer -> named.add(Digest.of(layer)));
    named.forEach(layer -> assertThat(cloud.layer(layer)).as("layer %s", layer).isPresent());
    cloud.close();
    assertThat(storedLayers()).isEqualTo(named);
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"))) {
      assertThat(new RegistryRows(database).missingLayers()).isEmpty();
    }
  }

  @Test
  void theLatestAreKeptAndTheOthersGoWithTheLayersThatOnlyTheyNamed() {
    open(3);
    List<Digest> heads = trained(PHONE, 5);

    assertThat(numbers(PHONE)).containsExactly(5L, 4L, 3L);
    assertThat(cloud.layer(heads.get(0))).isEmpty();
    assertThat(cloud.layer(heads.get(1))).isEmpty();
    assertThat(cloud.layer(heads.get(2))).isPresent();
    assertThat(numbers(Scope.GLOBAL)).containsExactly(1L);
  }

  @Test
  void aVersionThatIsNoLongerKeptCannotBeRolledBackToAndTheAnswerSaysSo() {
    open(3);
    trained(PHONE, 4);

    assertThatThrownBy(() -> await(cloud.rollBack(TASK, PHONE, 1)))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage(
            "version 1 of device/phone is no longer kept; the oldest that is is version 2"
                + " (thaw serve --keep-versions)");
    assertThat(await(cloud.rollBack(TASK, PHONE, 2)).manifest().version()).isEqualTo(5);
    assertThat(numbers(PHONE)).containsExactly(5L, 4L, 3L);
  }

  @Test
  void layersOfAVersionThatWasRolledBackToStayWithTheNewOne() {
    open(2);
    List<Digest> heads = trained(PHONE, 2);
    await(cloud.rollBack(TASK, PHONE, 1));

    assertThat(numbers(PHONE)).containsExactly(3L, 2L);
    assertThat(cloud.layer(heads.get(0))).isPresent();
  }

  @Test
  void aLayerStaysAsLongAsAnotherScopesVersionNamesIt() {
    open(1);
    await(cloud.ingest(batch("phone", features(cloud, 12, 0, 0, 1, 2, 3))));
    await(cloud.ingest(batch("tablet", features(cloud, 12, 0, 0, 1, 2, 3))));
    Digest shared = residual(await(cloud.train(TASK, PHONE)));
    assertThat(residual(await(cloud.train(TASK, TABLET)))).isEqualTo(shared);
    nextSample = 100;

    trained(PHONE, 2);
    assertThat(cloud.layer(shared)).isPresent();
    trained(TABLET, 1);
    assertThat(cloud.layer(shared)).isEmpty();
  }

  @Test
  void asManyAsAreKeptOfTheOnesThatWereHeldBack() {
    cloud = CloudTrainer.open(config(2), Clock.systemUTC());
    cloud.install(World.base(5, World.LABELS - 1)); // nothing speaks for the fourth class
    for (int i = 0; i < 5; i++) {
      await(cloud.ingest(batch("phone", features(cloud, 10, 10L * i, 0, 1))));
      assertThat(await(cloud.train(TASK, PHONE)).verdict().published()).isFalse();
    }
    assertThat(numbers(PHONE)).containsExactly(5L, 4L);
  }

  @Test
  void whatIsTooMuchGoesAtTheNextStartAndSoDoLayersThatACrashLeft() {
    open(10);
    List<Digest> heads = trained(PHONE, 4);
    cloud.close();
    byte[] orphan = "stored, and never named".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"))) {
      database.putLayer(Digest.of(orphan), orphan);
    }

    open(1);

    assertThat(numbers(PHONE)).containsExactly(4L);
    assertThat(cloud.layer(Digest.of(orphan))).isEmpty();
    assertThat(cloud.layer(heads.get(2))).isEmpty();
    assertThat(cloud.layer(heads.get(3))).isPresent();
    assertThat(trained(PHONE, 1)).hasSize(1);
    assertThat(numbers(PHONE)).as("numbers go on").containsExactly(5L);
  }

  @Test
  void manyChangesOfDepthLeaveNoMoreThanThat() {
    open(2);
    trained(PHONE, 1);
    for (int i = 0; i < 3; i++) {
      await(cloud.setDepth(TASK, 7));
      await(cloud.setDepth(TASK, 6));
    }
    assertThat(numbers(PHONE)).hasSize(2);
    assertThat(numbers(Scope.GLOBAL)).hasSize(2);
  }

  @Test
  void thatTheGlobalHeadOnceHadLearntIsNotForgottenForHeadsMayHaveStartedFromIt() {
    open(2);
    trained(Scope.GLOBAL, 1);
    trained(TABLET, 1);
    await(cloud.rollBack(TASK, Scope.GLOBAL, 1));
    await(cloud.setDepth(TASK, 7));
    await(cloud.setDepth(TASK, 6));

    assertThat(numbers(Scope.GLOBAL)).containsExactly(5L, 4L, 2L);
    Subject phone = new Subject(TASK, Optional.of("phone"), Optional.empty());
    assertThat(cloud.planErasure(phone).affected())
        .anySatisfy(each -> assertThat(each.scope()).isEqualTo(TABLET));
  }

  private void open(int kept) {
    cloud = World.open(config(kept), Clock.systemUTC());
  }

  private CloudConfig config(int kept) {
    return World.manual(dir)
        .with(CloudLimits.defaults().withKeptVersions(kept))
        .with(TrainingSettings.defaults().withoutValidation().with(TrainerKind.CLOSED_FORM));
  }

  /** Trains so often, with more features each time; returns the last layers. */
  private List<Digest> trained(Scope scope, int times) {
    String device = scope instanceof Scope.OfDevice own ? own.id() : "phone";
    return java.util.stream.IntStream.range(0, times)
        .mapToObj(
            i -> {
              await(cloud.ingest(batch(device, features(cloud, 8, nextSample, 0, 1, 2, 3))));
              nextSample += 8;
              return residual(await(cloud.train(TASK, scope)));
            })
        .toList();
  }

  private Digest residual(TrainingRun run) {
    assertThat(run.verdict().published()).as(run.verdict().reason()).isTrue();
    List<LayerEntry> layers =
        cloud.models(TASK, Optional.of(run.scope())).get(0).manifest().layers();
    return layers.get(layers.size() - 1).digest();
  }

  private List<Long> numbers(Scope scope) {
    return cloud.models(TASK, Optional.of(scope)).stream()
        .map(v -> v.manifest().version())
        .toList();
  }

  private Set<Digest> storedLayers() {
    List<String> families = Arrays.stream(Column.values()).map(Column::family).toList();
    try (RocksDatabase rocks =
        RocksDatabase.open(dir.resolve("db"), families, RocksSettings.LARGE)) {
      return new HashSet<>(RocksLayerStore.authoritative(rocks, Column.LAYERS.family()).digests());
    }
  }
}
