package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainingMoment.AtInterval;
import dev.thaw.cloud.training.TrainingMoment.ByCount;
import dev.thaw.cloud.training.TrainingMoment.OnArrival;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTriggerTest {
  private static final String TASK = "letters";
  private static final Scope PHONE = new Scope.OfDevice("phone");

  @TempDir Path dir;
  private final List<Scope> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicLong position = new AtomicLong();
  private CloudDatabase database;
  private DeviceDirectory devices;
  private long handles;

  @BeforeEach
  void open() {
    handles = RocksDatabase.liveHandles();
    database = CloudDatabase.open(dir);
    devices = DeviceDirectory.open(database, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    database.close();
    assertThat(RocksDatabase.liveHandles()).isEqualTo(handles);
  }

  @Test
  void anArrivalAsksAtOnceAndOthersJoinUntilTheRunBegins() {
    TrainingTrigger trigger = trigger(new OnArrival());
    trigger.stored(TASK, "phone", 1, 1);
    trigger.stored(TASK, "phone", 3, 4);
    assertThat(asked).containsExactly(PHONE);
    run(trigger, 4);
    trigger.stored(TASK, "phone", 1, 5);
    assertThat(asked).containsExactly(PHONE, PHONE);
  }

  @Test
  void aPositionThatCannotBeReadIsNoReasonNotToAsk() {
    TrainingTrigger trigger =
        new TrainingTrigger(
            new TrainingPolicy(Set.of(ScopeKind.DEVICE), new OnArrival()),
            devices,
            nanos::get,
            (task, scope) -> {
              throw new CloudException(ErrorCode.STORAGE, "damaged");
            },
            (task, scope) -> asked.add(scope));
    trigger.stored(TASK, "phone", 1, 1);
    assertThat(asked).containsExactly(PHONE);
  }

  @Test
  void aScopeThatWasForgottenIsAskedForAnew() {
    TrainingTrigger trigger = trigger(new OnArrival());
    trigger.stored(TASK, "phone", 1, 1);
    trigger.forget(TASK, PHONE);
    trigger.stored(TASK, "phone", 1, 2);
    assertThat(asked).hasSize(2);
  }

  @Test
  void whatArrivesDuringARunIsAskedForWhenItHasEnded() {
    TrainingTrigger trigger = trigger(new OnArrival());
    trigger.stored(TASK, "phone", 1, 1);
    trigger.begins(TASK, PHONE);
    trigger.stored(TASK, "phone", 1, 2);
    trigger.stored(TASK, "phone", 1, 3);
    assertThat(asked).hasSize(1);

    position.set(1);
    trigger.ended(TASK, PHONE);

    assertThat(asked).hasSize(2);
  }

  @Test
  void whatARunHasTakenInIsNotAskedForAgain() {
    TrainingTrigger trigger = trigger(new OnArrival());
    trigger.stored(TASK, "phone", 1, 1);
    trigger.begins(TASK, PHONE);
    trigger.stored(TASK, "phone", 1, 2); // stored before the run began, told of during it
    position.set(2);
    trigger.ended(TASK, PHONE);
    trigger.stored(TASK, "phone", 1, 2); // and told of after it
    assertThat(asked).hasSize(1);
  }

  @Test
  void aRunThatFailedIsTriedAgainAfterAWhileOrWithTheNextArrival() {
    TrainingTrigger trigger = trigger(new OnArrival());
    trigger.start();
    trigger.begins(TASK, PHONE);
    trigger.failed(TASK, PHONE);
    assertThat(asked).isEmpty();

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
    eventuallyAsked(1);

    trigger.begins(TASK, PHONE);
    trigger.failed(TASK, PHONE);
    int before = asked.size();
    trigger.stored(TASK, "phone", 1, 1);
    assertThat(asked).hasSizeGreaterThan(before);
    trigger.close();
  }

  @Test
  void enoughFeaturesAskOrAFewThatHaveWaited() {
    TrainingTrigger trigger = trigger(new ByCount(3, Duration.ofMillis(400)));
    trigger.stored(TASK, "phone", 2, 2);
    assertThat(asked).isEmpty();
    trigger.stored(TASK, "phone", 1, 3);
    assertThat(asked).hasSize(1);
    trigger.begins(TASK, PHONE);
    trigger.stored(TASK, "phone", 1, 4);
    position.set(3);
    trigger.ended(TASK, PHONE);
    assertThat(asked).as("one is too few").hasSize(1);

    trigger.start();
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(400));
    eventuallyAsked(2);
    trigger.close();
  }

  @Test
  void atAnIntervalAllAskTogetherThatHaveAnythingNew() {
    TrainingTrigger trigger = trigger(new AtInterval(Duration.ofMillis(5)));
    trigger.stored(TASK, "phone", 500, 500);
    trigger.stored(TASK, "tablet", 1, 501);
    assertThat(asked).isEmpty();

    trigger.start();

    eventuallyAsked(2);
    assertThat(asked.subList(0, 2)).containsExactlyInAnyOrder(PHONE, new Scope.OfDevice("tablet"));
    trigger.close();
  }

  @Test
  void onArrivalIsForDevicesAlone() {
    Set<ScopeKind> all = Set.of(ScopeKind.DEVICE, ScopeKind.GLOBAL);
    ByCount many = new ByCount(2, Duration.ofDays(1));
    TrainingTrigger trigger = trigger(new TrainingPolicy(all, new OnArrival(), many));
    trigger.stored(TASK, "phone", 1, 1);
    assertThat(asked).containsExactly(PHONE);
    run(trigger, 1);
    position.set(0); // of the global scope
    trigger.stored(TASK, "phone", 1, 2);
    assertThat(asked).containsExactly(PHONE, PHONE, Scope.GLOBAL);
  }

  private void run(TrainingTrigger trigger, long upTo) {
    trigger.begins(TASK, PHONE);
    position.set(upTo);
    trigger.ended(TASK, PHONE);
  }

  private TrainingTrigger trigger(TrainingMoment moment) {
    return trigger(new TrainingPolicy(Set.of(ScopeKind.DEVICE), moment));
  }

  private TrainingTrigger trigger(TrainingPolicy policy) {
    return new TrainingTrigger(
        policy,
        devices,
        nanos::get,
        (task, scope) -> position.get(),
        (task, scope) -> asked.add(scope));
  }

  private void eventuallyAsked(int times) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (asked.size() < times) {
      assertThat(System.nanoTime()).as("asked %s", asked).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
