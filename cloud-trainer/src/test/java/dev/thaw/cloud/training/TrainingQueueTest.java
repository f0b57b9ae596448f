package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue with turns that train nothing; devices whose ids begin with "s" go together. */
class TrainingQueueTest {
  private static final String TASK = "letters";

  private final List<List<String>> turns = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final TrainingQueue queue = new TrainingQueue(() -> new FakeTurns());

  /** What is asked for once, as soon as a turn has begun; empty is nothing. */
  private volatile String meanwhile = "";

  @AfterEach
  void close() {
    letGo.countDown();
    queue.close();
  }

  @Test
  void aLoneScopeIsTrainedWithoutWaitingForOthers() {
    assertThat(await(train("s1")).scope()).isEqualTo(device("s1"));
    assertThat(turns).containsExactly(List.of("s1"));
  }

  @Test
  void scopesThatWaitAreTakenAlongAndTheOthersKeepTheirTurns() {
    hold();
    List<CompletableFuture<TrainingRun>> runs =
        List.of(train("a"), train("s1"), train("b"), train("s2"), train("s3"), train("c"));
    assertThat(queue.size()).isEqualTo(7);

    letGo.countDown();

    assertThat(runs.stream().map(run -> await(run).scope().path()))
        .containsExactly("device/a", "device/s1", "device/b", "device/s2", "device/s3", "device/c");
    assertThat(turns.subList(1, turns.size()))
        .containsExactly(List.of("a"), List.of("s1", "s2", "s3"), List.of("b"), List.of("c"));
  }

  @Test
  void scopesOfOtherTasksAreNotTakenAlong() {
    hold();
    train("s1");
    CompletableFuture<TrainingRun> other = queue.train("digits", device("s2"));
    train("s3");

    letGo.countDown();

    await(other);
    assertThat(turns.subList(1, turns.size())).containsExactly(List.of("s1", "s3"), List.of("s2"));
  }

  @Test
  void whatWasTakenAlongIsInNobodysWayWhenItIsAskedForAgain() {
    hold();
    CompletableFuture<TrainingRun> first = train("s1");
    CompletableFuture<TrainingRun> along = train("s2-again");
    assertThat(train("s2-again")).as("joins the one that waits").isSameAs(along);

    letGo.countDown();

    await(first);
    await(along);
    await(queue.runInTurn("what comes last", () -> 0));
    assertThat(turns.subList(1, turns.size()))
        .containsExactly(List.of("s1", "s2-again"), List.of("s2-again"));
  }

  @Test
  void aScopeThatIsAskedForWhenItsTurnHasBegunGetsAnotherTurnAndBothAreTold() {
    meanwhile = "s1";

    await(train("s1"));

    await(queue.runInTurn("what comes last", () -> 0));
    assertThat(turns).containsExactly(List.of("s1"), List.of("s1"));
  }

  @Test
  void aScopeThatFailsFailsAlone() {
    hold();
    List<CompletableFuture<TrainingRun>> runs = List.of(train("s1"), train("s2-bad"), train("s3"));

    letGo.countDown();

    await(runs.get(0));
    assertFailed(runs.get(1), ErrorCode.INTERNAL, "device/s2-bad failed: spoiled");
    await(runs.get(2));
    assertThat(turns).hasSize(2);
  }

  @Test
  void whereNothingCanBeTrainedAllOfTheTurnAreTold() {
    hold();
    List<CompletableFuture<TrainingRun>> runs = List.of(train("s1"), train("s2-stop"), train("a"));

    letGo.countDown();

    assertFailed(runs.get(0), ErrorCode.BUSY, "ends");
    assertFailed(runs.get(1), ErrorCode.BUSY, "ends");
    await(runs.get(2));
  }

  @Test
  void aScopeThatIsWithdrawnIsNotTakenAlong() {
    hold();
    train("s1");
    CompletableFuture<TrainingRun> erased = train("s2");
    CompletableFuture<TrainingRun> last = train("s3");
    var unused =
        queue.runNext(
            "erasing",
            () -> {
              queue.withdraw(TASK, device("s2"));
              return 0;
            });

    letGo.countDown();

    await(last);
    assertFailed(erased, ErrorCode.NOT_FOUND, "erased");
    assertThat(turns.subList(1, turns.size())).containsExactly(List.of("s1", "s3"));
  }

  @Test
  void whatWaitsWhenItStopsFailsAsBusy() {
    hold();
    CompletableFuture<TrainingRun> waits = train("s1");

    queue.stop();

    assertFailed(waits, ErrorCode.BUSY, "closing");
    assertFailed(train("s2"), ErrorCode.BUSY, "closing");
    assertThatThrownBy(queue::requireOpen).isInstanceOf(CloudException.class);
  }

  /** Keeps the training thread busy until it is let go. */
  private void hold() {
    train("hold");
    await(CompletableFuture.runAsync(() -> awaitLatch(held)));
  }

  private CompletableFuture<TrainingRun> train(String id) {
    return queue.train(TASK, device(id));
  }

  private static Scope device(String id) {
    return new Scope.OfDevice(id);
  }

  private static String id(Scope scope) {
    return ((Scope.OfDevice) scope).id();
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertFailed(CompletableFuture<?> run, ErrorCode code, String why) {
    assertThatThrownBy(() -> await(run))
        .cause()
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(CloudException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static TrainingRun run(Scope scope) {
    return new TrainingRun(
        1,
        TASK,
        scope,
        Instant.EPOCH,
        6,
        8,
        0,
        1,
        0,
        0,
        new Verdict.Published("made up"),
        Optional.empty(),
        Optional.empty(),
        LearningCurve.NONE,
        Optional.empty());
  }

  private final class FakeTurns implements TrainingQueue.Turns {
    @Override
    public Predicate<Scope> companions(String task, Scope first) {
      String again = meanwhile;
      meanwhile = "";
      if (!again.isEmpty()) {
        TrainingQueueTest.this.train(again);
      }
      return scope -> id(first).startsWith("s") && id(scope).startsWith("s");
    }

    @Override
    public List<Callable<TrainingRun>> train(String task, List<Scope> scopes) {
      List<String> ids = scopes.stream().map(TrainingQueueTest::id).toList();
      turns.add(ids);
      if (ids.contains("hold")) {
        held.countDown();
        awaitLatch(letGo);
      }
      if (ids.contains("s2-stop")) {
        throw new CloudException(ErrorCode.BUSY, "the process ends");
      }
      if (ids.size() > 1 && ids.contains("s2-again")) {
        queue.request(task, device("s2-again"));
      }
      return scopes.stream().<Callable<TrainingRun>>map(scope -> () -> ended(scope)).toList();
    }

    private TrainingRun ended(Scope scope) {
      if (id(scope).equals("s2-bad")) {
        throw new IllegalStateException("spoiled");
      }
      return run(scope);
    }
  }
}
