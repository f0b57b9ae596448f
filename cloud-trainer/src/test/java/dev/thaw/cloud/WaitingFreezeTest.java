package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.features.Repairs;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes to a shallower depth that wait until devices have repaired enough. */
class WaitingFreezeTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final SwitchRule AT_80 = new WhenRepaired(0.8, HOUR);

  @TempDir Path dir;
  private final SettableClock clock = new SettableClock(World.START.plusSeconds(1_000));
  private final List<FreezeState> wanted = new CopyOnWriteArrayList<>();
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(World.manual(dir), clock);
    depth = cloud.freeze(TASK).depth();
    listen();
    upload(depth, 0, 20);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void whileItWaitsDevicesAreAskedForTheComingDepthAndEverythingRunsAtThePresentOne() {
    FreezeState before = cloud.freeze(TASK);
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1, AT_80);
    eventually(() -> running().samplesTotal() == 20);

    assertThat(change).isNotDone();
    assertThat(running().phase()).isEqualTo(Phase.WAITING_FOR_REPAIR);
    assertThat(running().target()).isEqualTo(depth - 1);
    assertThat(running().samplesReady()).isZero();
    assertThat(running().deadline()).contains(clock.instant().plus(HOUR));
    assertThat(cloud.freeze(TASK)).isEqualTo(before);
    FreezeState coming = cloud.wantedFreeze(TASK);
    assertThat(coming.depth()).isEqualTo(depth - 1);
    assertThat(coming.epoch()).isEqualTo(before.epoch() + 1);
    assertThat(wanted).containsExactly(coming);
    Repairs repairs = cloud.repairs(TASK, "phone");
    assertThat(repairs.wanted()).isEqualTo(coming);
    assertThat(repairs.samples()).hasSize(20);
    assertThat(await(cloud.train(TASK, PHONE)).depth()).isEqualTo(depth);
  }

  @Test
  void itTakesEffectWhenTheShareIsRepaired() {
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1, AT_80);
    upload(depth - 1, 0, 15);
    eventually(() -> running().samplesReady() == 15);
    assertThat(change).isNotDone();

    FreezeState coming = cloud.wantedFreeze(TASK);
    BatchAck ack = upload(depth - 1, 15, 16);
    assertThat(ack.wanted()).isEqualTo(coming);
    FreezeChange done = await(change);

    assertThat(done.after()).isEqualTo(coming).isEqualTo(cloud.freeze(TASK));
    assertThat(done.kept()).isEqualTo(16);
    assertThat(done.voided()).isEqualTo(4);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(16);
    assertThat(cloud.repairs(TASK, "phone").samples()).hasSize(4);
    assertThat(wanted).containsExactly(coming, coming);
    assertThat(ended().outcome()).isEqualTo(Outcome.SWITCHED);
    assertThat(ended().resumed()).isFalse();
  }

  @Test
  void annotationsMadeMeanwhileComeAtTheComingDepthAndAreTrainedOnAtOnce() {
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1, AT_80);
    upload(depth - 1, 100, 110);

    TrainingRun run = await(cloud.train(TASK, PHONE));
    assertThat(run.depth()).isEqualTo(depth);
    assertThat(run.samples()).isEqualTo(30);
    assertThat(change).isNotDone();
    clock.advance(HOUR);
    assertThat(await(change).kept()).isEqualTo(10);
  }

  @Test
  void theDeadlineEndsTheWaitingWhateverWasRepaired() {
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1, AT_80);
    clock.advance(HOUR.minusMillis(1));
    eventually(() -> running().samplesTotal() == 20);
    assertThat(change).isNotDone();

    clock.advance(Duration.ofMillis(1));
    FreezeChange done = await(change);

    assertThat(done.voided()).isEqualTo(20);
    assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth - 1);
    assertThat(cloud.freezeStatus(TASK).change()).isEmpty();
  }

  @Test
  void samplesThatTheirDeviceReportsLostAreNotWaitedFor() {
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1, AT_80);
    upload(depth - 1, 0, 8);
    FreezeState coming = cloud.wantedFreeze(TASK);
    await(
        cloud.lost(
            new Lost(
                "phone",
                TASK,
                coming.depth(),
                coming.prefix(),
                IntStream.range(10, 20).mapToObj(World::sample).toList())));

    assertThat(await(change).kept()).isEqualTo(8);
  }

  @Test
  void whenEverySampleIsLostItWaitsForTheDeadlineAndCanStillBeCalledOff() {
    cloud.setDepth(TASK, depth - 1, AT_80);
    eventually(() -> running().samplesTotal() == 20);
    FreezeState coming = cloud.wantedFreeze(TASK);
    List<SampleId> all = IntStream.range(0, 20).mapToObj(World::sample).toList();
    await(cloud.lost(new Lost("phone", TASK, coming.depth(), coming.prefix(), all)));
    eventually(() -> running().samplesTotal() == 0);

    assertThat(await(cloud.train(TASK, PHONE)).depth()).isEqualTo(depth);
    assertThat(cloud.cancelChange(TASK)).isTrue();
    assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth);
  }

  @Test
  void aCancelledChangeLeavesThePresentDepthAndTheNextOneCanBegin() {
    FreezeState before = cloud.freeze(TASK);
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1, AT_80);
    FreezeState coming = cloud.wantedFreeze(TASK);

    assertThat(cloud.cancelChange(TASK)).isTrue();
    IngestTest.assertRefused(change, ErrorCode.CONFLICT, "cancelled");
    assertThat(cloud.cancelChange(TASK)).isFalse();
    assertThat(cloud.wantedFreeze(TASK)).isEqualTo(before).isEqualTo(cloud.freeze(TASK));
    assertThat(wanted).containsExactly(coming, before);
    assertThat(cloud.repairs(TASK, "phone").samples()).isEmpty();
    assertThat(ended().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(ended().to()).isEqualTo(depth - 1);
    assertThat(await(cloud.setDepth(TASK, depth + 1)).changed()).isTrue();
  }

  @Test
  void theSameRequestAgainIsTheSameChangeAndAnotherIsAConflict() {
    CompletableFuture<FreezeChange> first = cloud.setDepth(TASK, depth - 1, AT_80);
    CompletableFuture<FreezeChange> again = cloud.setDepth(TASK, depth - 1, AT_80);

    assertRefused(cloud.setDepth(TASK, depth - 2, AT_80));
    assertRefused(cloud.setDepth(TASK, depth - 1));
    assertRefused(cloud.setDepth(TASK, depth - 1, new WhenRepaired(0.9, HOUR)));
    assertRefused(cloud.setDepth(TASK, depth));
    assertRefused(cloud.publishBase(World.base(5, World.LABELS).toBytes(), Optional.empty()));
    assertThat(cloud.freezeStatus(TASK).change()).isPresent();
    upload(depth - 1, 0, 20);
    assertThat(await(first)).isEqualTo(await(again));
    assertThat(cloud.freeze(TASK).epoch()).isEqualTo(1);
  }

  @Test
  void itWaitsOnAfterARestartAndKeepsItsDeadline() {
    cloud.setDepth(TASK, depth - 1, AT_80);
    FreezeState coming = cloud.wantedFreeze(TASK);
    restart();

    assertThat(running().phase()).isEqualTo(Phase.WAITING_FOR_REPAIR);
    assertThat(running().resumed()).isTrue();
    assertThat(running().deadline()).contains(clock.instant().plus(HOUR));
    assertThat(cloud.wantedFreeze(TASK)).isEqualTo(coming);
    CompletableFuture<FreezeChange> joined = cloud.setDepth(TASK, depth - 1, AT_80);
    upload(depth - 1, 0, 16);
    assertThat(await(joined).after()).isEqualTo(coming);
    assertThat(ended().resumed()).isTrue();
  }

  @Test
  void aDeadlineThatPassedWhileTheProcessWasDownTakesEffectAtTheStart() {
    cloud.setDepth(TASK, depth - 1, AT_80);
    cloud.close();
    clock.advance(HOUR);
    cloud = World.open(World.manual(dir), clock);

    eventually(() -> cloud.freeze(TASK).depth() == depth - 1);
    eventually(() -> cloud.freezeStatus(TASK).change().isEmpty());
    assertThat(ended().outcome()).isEqualTo(Outcome.SWITCHED);
  }

  @Test
  void aDeeperChangeNeverWaits() {
    FreezeChange change = await(cloud.setDepth(TASK, depth + 1, AT_80));

    assertThat(change.advanced()).isEqualTo(20);
    assertThat(wanted).isEmpty();
  }

  @Test
  void whatNoLongerWaitsCannotBeCancelledAndRefusesAnotherDepth() throws InterruptedException {
    CountDownLatch trained = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    cloud.addListener(
        new CloudListener() {
          @Override
          public void trainingFinished(TrainingRun run) {
            trained.countDown();
            awaitLatch(goOn);
          }
        });
    CompletableFuture<TrainingRun> run = cloud.train(TASK, PHONE);
    assertThat(trained.await(60, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1);
    try {
      assertThat(running().phase()).isEqualTo(Phase.PREPARING);
      assertThat(running().deadline()).isEmpty();
      assertThat(cloud.wantedFreeze(TASK)).isEqualTo(cloud.freeze(TASK));
      assertThatThrownBy(() -> cloud.cancelChange(TASK))
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
      assertRefused(cloud.setDepth(TASK, depth + 1));
      assertThat(cloud.setDepth(TASK, depth - 1)).isNotDone();
    } finally {
      goOn.countDown();
    }
    await(run);
    assertThat(await(change).after().depth()).isEqualTo(depth - 1);
    assertThat(cloud.freeze(TASK).epoch()).isEqualTo(1);
  }

  @Test
  void sharesAndDeadlinesThatAreNoneAreRefused() {
    for (double share : new double[] {0, -0.1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> new WhenRepaired(share, HOUR))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (Duration deadline : List.of(Duration.ZERO, HOUR.negated(), Duration.ofDays(4_000))) {
      assertThatThrownBy(() -> new WhenRepaired(0.5, deadline))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertRefused(CompletableFuture<?> future) {
    IngestTest.assertRefused(future, ErrorCode.CONFLICT, "from");
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void restart() {
    cloud.close();
    cloud = World.open(World.manual(dir), clock);
    listen();
  }

  private void listen() {
    wanted.clear();
    cloud.addListener(
        new CloudListener() {
          @Override
          public void repairsWanted(String task, FreezeState state) {
            wanted.add(state);
          }
        });
  }

  /** The phone's samples {@code [from, to)} at {@code cut}. */
  private BatchAck upload(int cut, int from, int to) {
    try (LayeredModel model = World.globalModel(cloud)) {
      List<Feature> features =
          IntStream.range(from, to)
              .mapToObj(i -> World.feature(model, cut, i % World.LABELS, i))
              .toList();
      BatchAck ack = await(cloud.ingest(batch("phone", features)));
      assertThat(ack.outcomes()).containsOnly(SampleOutcome.STORED);
      return ack;
    }
  }

  private FreezeStatus.Running running() {
    return cloud.freezeStatus(TASK).change().orElseThrow();
  }

  private FreezeStatus.Ended ended() {
    return cloud.freezeStatus(TASK).last().orElseThrow();
  }
}
