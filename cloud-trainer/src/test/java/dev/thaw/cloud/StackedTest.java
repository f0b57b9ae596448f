package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainerChoice;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ThawedLayers;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that trains the scopes that wait together. Those of one turn began at one time. */
class StackedTest {
  private static final int[] COUNTS = {8, 60, 17, 33, 24};
  private static final int DEPTH = 6;
  private static final double SAME = 1e-4;
  private static final TrainingSettings VALIDATED =
      TrainingSettings.defaults().with(TrainerKind.STACKED);
  private static final TrainingSettings STACKED = VALIDATED.withoutValidation().withEpochs(2);

  @TempDir Path dir;
  private final RunClock clock = new RunClock();
  private CloudTrainer cloud;

  @AfterEach
  void close() {
    await(CompletableFuture.runAsync(cloud::close));
  }

  @Test
  void eachHeadIsTheOneThatTheScopeGetsAlone() {
    List<Scope> pens = uploadPens("alone", TrainingSettings.defaults().with(TrainerKind.SGD));
    List<TrainingRun> alone = pens.stream().map(pen -> await(cloud.train(TASK, pen))).toList();
    List<List<float[]>> heads = pens.stream().map(this::head).toList();
    close();
    uploadPens("together", VALIDATED);

    List<TrainingRun> together = trainTogether(pens);

    assertThat(startsOf(together)).as("one turn").isEqualTo(1);
    for (int i = 0; i < pens.size(); i++) {
      assertSame(together.get(i), alone.get(i));
      assertThat(difference(head(pens.get(i)), heads.get(i)))
          .as("%s", pens.get(i))
          .isLessThan(SAME);
    }
  }

  @Test
  void noMoreThanSixteenScopesGoTogether() {
    open("cloud", STACKED);
    List<Scope> pens = IntStream.range(0, 20).mapToObj(i -> device("pen-" + i)).toList();
    pens.forEach(pen -> upload(pen, 9, 1_000));

    assertThat(startsOf(trainTogether(pens))).isEqualTo(2);
  }

  @Test
  void togetherTheyHaveNoMoreFeaturesThanOneScopeMayHave() {
    TrainingSettings settings =
        new TrainingSettings(
            8,
            100,
            1,
            STACKED.validation(),
            STACKED.crowd(),
            STACKED.trainers(),
            STACKED.descent(),
            STACKED.closedForm());
    List<Scope> pens = uploadPens("cloud", settings);

    List<TrainingRun> runs = trainTogether(pens);

    assertThat(runs.stream().map(TrainingRun::samples)).containsExactly(8L, 60L, 17L, 33L, 24L);
    assertThat(Stream.of(runs.get(0), runs.get(1), runs.get(2)).map(TrainingRun::startedAt))
        .as("8 + 60 + 17, and 33 would be too many")
        .containsOnly(runs.get(0).startedAt());
    assertThat(startsOf(runs)).as("%s", runs).isEqualTo(2);
  }

  @Test
  void scopesOfEachTrainerTakeTurns() {
    TrainerChoice choice = TrainerChoice.parse(List.of("device=stacked", "cohort=closed-form"));
    List<Scope> pens = uploadPens("cloud", STACKED.with(choice));
    cloud.deviceSeen(
        new DeviceReport("pen-1", TASK, Optional.of("school"), Optional.empty(), Map.of()));
    Scope school = new Scope.Cohort("school");

    List<TrainingRun> runs =
        trainTogether(List.of(pens.get(0), school, pens.get(1), Scope.GLOBAL, pens.get(2)));

    assertThat(startsOf(runs)).isEqualTo(3);
    assertThat(startsOf(List.of(runs.get(0), runs.get(2), runs.get(4)))).isEqualTo(1);
    assertThat(cloud.models(TASK, Optional.of(school)).get(0).manifest().layers()).hasSize(9);
    assertThat(cloud.models(TASK, Optional.of(pens.get(0))).get(0).manifest().layers()).hasSize(8);
    assertThat(runs.get(3).verdict().published()).isTrue();
  }

  @Test
  void oneWithTooLittleAndOneThatIsErasedMeanwhileAreNotInTheOthersWay() {
    List<Scope> pens = uploadPens("cloud", STACKED);
    Scope few = device("few");
    upload(few, 3, 9_000);
    Hold hold = hold();
    List<CompletableFuture<TrainingRun>> runs =
        Stream.of(pens.get(0), few, pens.get(1), pens.get(2)).map(this::train).toList();
    CompletableFuture<?> erasure =
        cloud.erase(new Subject(TASK, Optional.of("pen-1"), Optional.empty()));

    hold.letGo();

    assertThatThrownBy(() -> await(runs.get(2))).hasMessageContaining("erased");
    assertThat(await(runs.get(1)).verdict().published()).isFalse();
    assertThat(await(runs.get(1)).verdict().reason()).contains("3");
    for (int at : new int[] {0, 3}) {
      assertThat(await(runs.get(at)).verdict().published()).isTrue();
      assertThat(await(runs.get(at)).startedAt()).isEqualTo(await(runs.get(1)).startedAt());
    }
    await(erasure);
    assertThat(cloud.models(TASK, Optional.of(pens.get(1)))).isEmpty();
  }

  @Test
  void oneThatCannotBePublishedFailsAlone() {
    List<Scope> pens = uploadPens("cloud", STACKED);
    clock.failAfter(pens.get(0));
    Hold hold = hold();
    List<CompletableFuture<TrainingRun>> runs = pens.stream().map(this::train).toList();

    hold.letGo();

    assertThatThrownBy(() -> await(runs.get(1))).hasMessageContaining("no time");
    for (int at : new int[] {0, 2, 3, 4}) {
      assertThat(await(runs.get(at)).verdict().published()).isTrue();
    }
    assertThat(cloud.models(TASK, Optional.of(pens.get(1)))).isEmpty();
  }

  @Test
  void whereAStackFailsAsAWholeEachIsTrainedAlone() {
    List<Scope> pens = uploadPens("cloud", STACKED);
    clock.failAfter(Hold.DEVICE);

    List<TrainingRun> runs = trainTogether(pens);

    assertThat(startsOf(runs)).isEqualTo(pens.size());
    assertThat(runs).allMatch(run -> run.verdict().published());
  }

  @Test
  void whatCannotBeStackedIsTrainedOneByOne() {
    open("cloud", STACKED);
    await(cloud.setDepth(TASK, 5));
    assertThat(cloud.freeze(TASK).depth()).isEqualTo(5);
    List<Scope> pens = List.of(device("pen"), device("pencil"));
    pens.forEach(pen -> upload(pen, 12, 0));

    List<TrainingRun> runs = trainTogether(pens);

    assertThat(startsOf(runs)).isEqualTo(2);
    assertThat(runs).allMatch(run -> run.verdict().published());
  }

  @Test
  void aStackIsBrokenOffAndNothingComesOfIt() {
    List<Scope> pens = uploadPens("cloud", STACKED.withEpochs(100_000_000));
    List<CompletableFuture<TrainingRun>> runs = pens.stream().map(this::train).toList();
    World.eventually(StackedTest::stackIsTrained);

    cloud.stopTraining();

    for (CompletableFuture<TrainingRun> run : runs) {
      assertThatThrownBy(() -> await(run))
          .cause()
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }
    close();
    open("cloud", STACKED);
    assertThat(cloud.runs(TASK)).isEmpty();
    assertThat(trainTogether(pens).stream().map(TrainingRun::samples))
        .containsExactly(8L, 60L, 17L, 33L, 24L);
  }

  private void open(String name, TrainingSettings settings) {
    cloud = World.open(World.manual(dir.resolve(name)).with(settings), clock);
    cloud.addListener(clock);
  }

  /** A cloud with devices that have {@link #COUNTS} features. */
  private List<Scope> uploadPens(String name, TrainingSettings settings) {
    open(name, settings);
    List<Scope> pens = IntStream.range(0, COUNTS.length).mapToObj(i -> device("pen-" + i)).toList();
    for (int i = 0; i < COUNTS.length; i++) {
      upload(pens.get(i), COUNTS[i], 100 * i);
    }
    return pens;
  }

  private void upload(Scope device, int count, long firstSeed) {
    String id = ((Scope.OfDevice) device).id();
    await(cloud.ingest(batch(id, features(cloud, count, firstSeed, 0, 0, 1, 2, 3))));
  }

  /** Has all of them wait before any of them is trained. */
  private List<TrainingRun> trainTogether(List<Scope> scopes) {
    Hold hold = hold();
    List<CompletableFuture<TrainingRun>> runs = scopes.stream().map(this::train).toList();
    hold.letGo();
    return runs.stream().map(World::await).toList();
  }

  private CompletableFuture<TrainingRun> train(Scope scope) {
    return cloud.train(TASK, scope);
  }

  /** Trains a device without features, and keeps the training thread when that has ended. */
  private Hold hold() {
    Hold hold = new Hold();
    cloud.addListener(hold);
    var unused = cloud.train(TASK, Hold.DEVICE);
    awaitLatch(hold.reached);
    return hold;
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean stackIsTrained() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("thaw-trainer"))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .anyMatch(frame -> frame.getClassName().endsWith(".StackRun"));
  }

  private static Scope device(String id) {
    return new Scope.OfDevice(id);
  }

  /** The number of turns in which they were trained. */
  private static long startsOf(List<TrainingRun> runs) {
    return runs.stream().map(TrainingRun::startedAt).distinct().count();
  }

  private static void assertSame(TrainingRun found, TrainingRun expected) {
    assertThat(found.verdict()).isEqualTo(expected.verdict());
    assertThat(found.samples()).isEqualTo(expected.samples());
    assertThat(found.replayed()).isEqualTo(expected.replayed());
    assertThat(found.steps()).isEqualTo(expected.steps());
    assertThat(found.loss()).isCloseTo(expected.loss(), within(SAME));
    assertThat(found.curve().points()).hasSameSizeAs(expected.curve().points());
    assertThat(found.curve().validation().map(v -> v.samples() + " " + v.after()))
        .isEqualTo(expected.curve().validation().map(v -> v.samples() + " " + v.after()));
  }

  /** The values of the scope's thawed layers. */
  private List<float[]> head(Scope scope) {
    ModelVersion version = cloud.models(TASK, Optional.of(scope)).get(0);
    Manifest manifest = version.manifest();
    try (LayeredModel model = World.model(cloud, manifest);
        ThawedLayers layers = ThawedLayers.copyOf(model, DEPTH)) {
      return layers.trained().stream().map(values -> values.toFloatArray()).toList();
    }
  }

  private static double difference(List<float[]> found, List<float[]> expected) {
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).length; j++) {
        largest = Math.max(largest, Math.abs(found.get(i)[j] - expected.get(i)[j]));
      }
    }
    return largest;
  }

  /** Keeps the training thread when a device without features had its turn. */
  private static final class Hold implements CloudListener {
    static final Scope DEVICE = new Scope.OfDevice("hold");

    final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    void letGo() {
      go.countDown();
    }

    @Override
    public void trainingFinished(TrainingRun run) {
      if (run.scope().equals(DEVICE)) {
        reached.countDown();
        awaitLatch(go);
      }
    }
  }

  /** Goes on by a second with every run that ends, and fails the trainer once if it is told to. */
  private static final class RunClock extends Clock implements CloudListener {
    private volatile Instant now = World.START.plus(Duration.ofDays(1));
    private volatile Optional<Scope> failAfter = Optional.empty();
    private volatile boolean fails;

    void failAfter(Scope scope) {
      failAfter = Optional.of(scope);
    }

    @Override
    public void trainingFinished(TrainingRun run) {
      now = now.plusSeconds(1);
      fails = failAfter.equals(Optional.of(run.scope()));
    }

    @Override
    public Instant instant() {
      if (fails && Thread.currentThread().getName().equals("thaw-trainer")) {
        fails = false;
        throw new IllegalStateException("no time");
      }
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("always UTC");
    }
  }
}
