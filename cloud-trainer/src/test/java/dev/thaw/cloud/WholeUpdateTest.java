package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.codec.SigningKeys;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new base model for an installed task. */
class WholeUpdateTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final BaseModel OTHER = base(World.SPEC, 8, 0, 5);

  @TempDir Path dir;
  private final SettableClock clock = new SettableClock(World.START);
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(World.manual(dir), clock);
    depth = cloud.freeze(TASK).depth();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void whatTheOldBaseMadeIsDroppedAndAskedForAgain() {
    upload("phone", 20);
    await(cloud.train(TASK, PHONE));
    FreezeState before = cloud.freeze(TASK);
    List<FreezeState> wanted = new CopyOnWriteArrayList<>();
    List<Scope> dropped = new CopyOnWriteArrayList<>();
    cloud.addListener(
        new CloudListener() {
          @Override
          public void repairsWanted(String task, FreezeState state) {
            wanted.add(state);
          }

          @Override
          public void manifestDropped(String task, Scope scope) {
            dropped.add(scope);
          }
        });

    BaseChange change = publish(OTHER);

    FreezeState after = cloud.freeze(TASK);
    assertThat(change.changed()).isTrue();
    assertThat(change.before()).isEqualTo(before);
    assertThat(change.after()).isEqualTo(after);
    assertThat(change.kept()).isZero();
    assertThat(change.dropped()).isEqualTo(20);
    assertThat(change.wanted()).isEqualTo(20);
    assertThat(change.droppedScopes()).containsExactly(PHONE);
    assertThat(after.depth()).isEqualTo(before.depth());
    assertThat(after.epoch()).isEqualTo(before.epoch());
    assertThat(after.prefix()).isEqualTo(prefixOf(OTHER)).isNotEqualTo(before.prefix());
    assertThat(after.prefixSince()).isAfter(before.prefixSince());
    assertThat(manifest("phone").scope()).isEqualTo(Scope.GLOBAL);
    assertThat(digests(manifest("phone"))).isEqualTo(digests(OTHER));
    assertThat(wanted).containsExactly(after);
    assertThat(dropped).containsExactly(PHONE);
    assertThat(cloud.featureCounts(TASK).usable()).isZero();
    assertThat(cloud.repairs(TASK, "phone").samples()).hasSize(20);
    assertThat(cloud.freezeStatus(TASK).last().orElseThrow().wholeUpdate()).isTrue();
  }

  @Test
  void lateUploadsMadeUnderTheOldPrefixAreStaleAndThoseMadeAnewAreTrainedOn() {
    upload("phone", 20);
    List<Feature> late = features(cloud, 4, 100, 0, 1, 2, 3);
    publish(OTHER);

    BatchAck ack = await(cloud.ingest(batch("phone", late)));
    assertThat(ack.outcomes()).containsOnly(SampleOutcome.STALE);
    assertThat(ack.wanted()).isEqualTo(cloud.freeze(TASK));
    assertThat(await(cloud.train(TASK, PHONE)).samples()).isZero();
    upload("phone", 20);
    assertThat(cloud.repairs(TASK, "phone").samples()).isEmpty();
    assertThat(await(cloud.train(TASK, PHONE)).samples()).isEqualTo(20);
    assertThat(manifest("phone").scope()).isEqualTo(PHONE);
    assertThat(digests(manifest("phone")).subList(0, depth))
        .isEqualTo(digests(OTHER).subList(0, depth));
  }

  @Test
  void ifOnlyLayersOfTheHeadDifferFeaturesAndHeadsStay() {
    upload("phone", 20);
    await(cloud.train(TASK, PHONE));
    Manifest personal = manifest("phone");
    FreezeState before = cloud.freeze(TASK);
    BaseModel newHead = base(World.SPEC, 8, depth, 2);

    BaseChange change = publish(newHead);

    assertThat(change.changed()).isTrue();
    assertThat(change.kept()).isEqualTo(20);
    assertThat(change.dropped()).isZero();
    assertThat(change.wanted()).isZero();
    assertThat(change.droppedScopes()).isEmpty();
    assertThat(cloud.freeze(TASK)).isEqualTo(before);
    assertThat(manifest("phone")).isEqualTo(personal);
    assertThat(digests(manifest("tablet"))).isEqualTo(digests(newHead));
    TrainingRun run = await(cloud.train(TASK, PHONE));
    assertThat(run.samples()).isEqualTo(20);
    assertThat(run.replayed()).as("general features of the new base").isEqualTo(8);
  }

  @Test
  void aPolicyThatTrainsTheGlobalHeadTrainsItAnewFromTheNewBase() {
    upload("phone", 20);
    await(cloud.train(TASK, Scope.GLOBAL));
    cloud.close();
    TrainingPolicy policy = new TrainingPolicy(Set.of(ScopeKind.GLOBAL), 10, Duration.ofDays(1));
    cloud = World.open(CloudConfig.in(dir).with(policy), clock);
    assertThat(cloud.runs(TASK)).hasSize(1);

    publish(base(World.SPEC, 8, depth, 5));

    World.eventually(() -> cloud.runs(TASK).size() == 2);
    assertThat(cloud.runs(TASK).get(0).samples()).isEqualTo(20);
  }

  @Test
  void theSameBaseAgainIsNoChange() {
    upload("phone", 8);
    SignedManifest before = cloud.manifestFor(TASK, "phone", Optional.empty());

    BaseChange change = publish(World.base(5, World.LABELS));

    assertThat(change.changed()).isFalse();
    assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest())
        .isEqualTo(before.digest());
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(8);
    assertThat(cloud.freezeStatus(TASK).last()).isEmpty();
  }

  @Test
  void theSameRequestTwiceIsOneUpdateAndNothingElseChangesMeanwhile() throws Exception {
    upload("phone", 20);
    CountDownLatch goOn = blockTrainingThread();
    CompletableFuture<BaseChange> first;
    CompletableFuture<BaseChange> again;
    try {
      first = cloud.publishBase(OTHER.toBytes(), Optional.empty());
      again = cloud.publishBase(OTHER.toBytes(), Optional.empty());
      assertThat(status().wholeUpdate()).isTrue();
      assertThat(status().phase()).isEqualTo(Phase.PREPARING);
      assertRefused(cloud.setDepth(TASK, depth - 1), ErrorCode.CONFLICT, "new base model");
      assertRefused(
          cloud.publishBase(base(World.SPEC, 9, 0, 5).toBytes(), Optional.empty()),
          ErrorCode.CONFLICT,
          "new base model");
    } finally {
      goOn.countDown();
    }
    assertThat(await(first)).isEqualTo(await(again));
    assertThat(cloud.models(TASK, Optional.of(Scope.GLOBAL))).hasSize(2);
    assertThat(await(cloud.setDepth(TASK, depth - 1)).changed()).isTrue();
  }

  @Test
  void aChangeOfDepthUnderWayRefusesANewBase() {
    upload("phone", 8);
    CompletableFuture<?> change =
        cloud.setDepth(TASK, depth - 1, new WhenRepaired(1, Duration.ofHours(1)));

    assertRefused(
        cloud.publishBase(OTHER.toBytes(), Optional.empty()), ErrorCode.CONFLICT, "under way");
    assertThat(cloud.cancelChange(TASK)).isTrue();
    assertThat(change).isDone();
    assertThat(publish(OTHER).changed()).isTrue();
  }

  @Test
  void everyTruncationOfTheFileIsRefusedAndChangesNothing() {
    byte[] file = OTHER.toBytes();
    SignedManifest before = cloud.manifestFor(TASK, "phone", Optional.empty());
    List<Integer> lengths = new ArrayList<>(List.of(0, 1, 3, 22));
    for (int i = 1; i <= 20; i++) {
      lengths.add((int) ((long) file.length * i / 21));
    }
    for (int tail = 1; tail <= 1_100; tail += tail < 30 ? 1 : 107) {
      lengths.add(file.length - tail);
    }
    for (int length : lengths) {
      assertRefused(
          cloud.publishBase(Arrays.copyOf(file, length), Optional.empty()),
          ErrorCode.BAD_REQUEST,
          "not a base model");
    }
    assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest())
        .isEqualTo(before.digest());
    assertThat(cloud.freezeStatus(TASK).last()).isEmpty();
    assertThat(cloud.freezeStatus(TASK).change()).isEmpty();
  }

  @Test
  void layersThatAreNotThoseOfTheArchitectureAreRefused() {
    List<byte[]> layers = OTHER.layers();
    BaseModel short1 = new BaseModel(World.SPEC, layers.subList(1, layers.size()), List.of(), "");
    assertRefused(
        cloud.publishBase(short1.toBytes(), Optional.empty()), ErrorCode.BAD_REQUEST, "layers");
    TaskSpec strange = new TaskSpec(TASK, "nothing", World.SPEC.labels(), List.of(World.IMAGE));
    assertRefused(
        cloud.publishBase(
            new BaseModel(strange, layers, List.of(), "").toBytes(), Optional.empty()),
        ErrorCode.BAD_REQUEST,
        "nothing");
  }

  @Test
  void otherLabelsAreAConflictThatNamesThem() {
    TaskSpec other =
        new TaskSpec(TASK, "handwriting-grey", List.of("a", "b", "c", "e"), List.of(World.IMAGE));

    assertRefused(
        cloud.publishBase(base(other, 8, 0, 0).toBytes(), Optional.empty()),
        ErrorCode.CONFLICT,
        "labels");
    assertThat(cloud.freezeStatus(TASK).last()).isEmpty();
  }

  @Test
  void whereAKeyIsSetOnlyWhatItSignedIsTaken() {
    KeyPair key = SigningKeys.generate(new SecureRandom());
    KeyPair stranger = SigningKeys.generate(new SecureRandom());
    cloud.close();
    cloud = World.open(World.manual(dir).withBaseKey(key.getPublic()), clock);
    byte[] file = OTHER.toBytes();
    byte[] signature = SigningKeys.sign(file, key.getPrivate());

    assertRefused(cloud.publishBase(file, Optional.empty()), ErrorCode.FORBIDDEN, "not signed");
    for (byte[] wrong :
        List.of(
            new byte[0],
            new byte[64],
            SigningKeys.sign(file, stranger.getPrivate()),
            SigningKeys.sign(Arrays.copyOf(file, 10), key.getPrivate()))) {
      assertRefused(cloud.publishBase(file, Optional.of(wrong)), ErrorCode.FORBIDDEN, "signature");
    }
    assertThat(await(cloud.publishBase(file, Optional.of(signature))).changed()).isTrue();
  }

  @Test
  void anUnknownTaskIsInstalled() {
    TaskSpec digits =
        new TaskSpec("digits", "handwriting-grey", List.of("0", "1"), List.of(World.IMAGE));

    BaseChange change = publish(base(digits, 3, 0, 0));

    assertThat(change.changed()).isTrue();
    assertThat(change.task()).isEqualTo("digits");
    assertThat(cloud.tasks()).containsExactly(digits, World.SPEC);
  }

  @Test
  void thePrefixIsInForceLaterThanTheOldOneWhateverTheClockSays() {
    FreezeState before = cloud.freeze(TASK);
    clock.advance(Duration.ofDays(-1));

    publish(OTHER);
    FreezeState first = cloud.freeze(TASK);
    publish(World.base(5, World.LABELS));

    assertThat(first.prefixSince()).isAfter(before.prefixSince());
    assertThat(cloud.freeze(TASK).prefixSince()).isAfter(first.prefixSince());
    assertThat(cloud.freeze(TASK).prefix()).isEqualTo(before.prefix());
  }

  @Test
  void aBaseThatWasReplacedIsNotInstalledAgainByTheWay() {
    publish(OTHER);

    assertThatThrownBy(() -> cloud.install(World.base(5, World.LABELS)))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("publish-base");
  }

  @Test
  void theNewBaseIsThereAfterARestartAndDepthsMoveOnIt() {
    upload("phone", 12);
    publish(OTHER);
    cloud.close();
    cloud = CloudTrainer.open(World.manual(dir), clock);

    assertThat(cloud.freeze(TASK).prefix()).isEqualTo(prefixOf(OTHER));
    assertThat(cloud.repairs(TASK, "phone").samples()).hasSize(12);
    FreezeStatus.Ended ended = cloud.freezeStatus(TASK).last().orElseThrow();
    assertThat(ended.outcome()).isEqualTo(Outcome.SWITCHED);
    assertThat(ended.wholeUpdate()).isTrue();
    upload("phone", 12);
    assertThat(await(cloud.setDepth(TASK, depth + 1)).advanced()).isEqualTo(12);
    assertThat(cloud.freeze(TASK).epoch()).isEqualTo(1);
  }

  /**
   * A base model whose layers from {@code from} on are those of {@code seed}, with so many general
   * samples of each class.
   */
  static BaseModel base(TaskSpec task, long seed, int from, int perClass) {
    try (LayeredModel first = LayeredModel.create(task, 7);
        LayeredModel second = LayeredModel.create(task, seed)) {
      List<byte[]> layers = new ArrayList<>(first.layerBytesFrom(0).subList(0, from));
      layers.addAll(second.layerBytesFrom(from));
      return new BaseModel(
          task, layers, World.base(perClass, World.LABELS).samples(), "# made for tests");
    }
  }

  private BaseChange publish(BaseModel base) {
    return await(cloud.publishBase(base.toBytes(), Optional.empty()));
  }

  private FreezeStatus.Running status() {
    return cloud.freezeStatus(TASK).change().orElseThrow();
  }

  private void upload(String device, int count) {
    assertThat(await(cloud.ingest(batch(device, features(cloud, count, 0, 0, 1, 2, 3)))).outcomes())
        .containsOnly(SampleOutcome.STORED);
  }

  private Manifest manifest(String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest();
  }

  private Digest prefixOf(BaseModel base) {
    return Digest.ofPrefix(digests(base).subList(0, depth));
  }

  private static List<Digest> digests(BaseModel base) {
    return base.layers().stream().map(Digest::of).toList();
  }

  private static List<Digest> digests(Manifest manifest) {
    return manifest.layers().stream().map(layer -> layer.digest()).toList();
  }

  private CountDownLatch blockTrainingThread() throws InterruptedException {
    CountDownLatch trained = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    cloud.addListener(
        new CloudListener() {
          @Override
          public void trainingFinished(TrainingRun run) {
            trained.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        });
    var unused = cloud.train(TASK, PHONE);
    assertThat(trained.await(60, TimeUnit.SECONDS)).isTrue();
    return goOn;
  }

  private static void assertRefused(CompletableFuture<?> future, ErrorCode code, String text) {
    IngestTest.assertRefused(future, code, text);
  }
}
