package dev.thaw.demo.chaos;

import dev.thaw.demo.chaos.FarmState.DeviceState;
import dev.thaw.demo.simulate.SimulationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** All farms of a run, told the same. Not thread-safe, but for {@link #killAndRestart}. */
final class Farms implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final List<FarmProcess> farms = new ArrayList<>();
  private final int devices;

  /** Starts {@code count} farms, every device in one of them. */
  Farms(List<String> ids, int count, RunFiles files, List<String> arguments) {
    this.devices = ids.size();
    for (int i = 0; i < count; i++) {
      List<String> mine = new ArrayList<>();
      for (int j = i; j < ids.size(); j += count) {
        mine.add(ids.get(j));
      }
      farms.add(new FarmProcess("farm-" + (i + 1), files, arguments, mine));
    }
  }

  void tell(Orders orders) {
    farms.forEach(farm -> farm.tell(orders));
    LockSupport.parkNanos(REPEAT_NANOS);
  }

  /** Repeats the orders until all devices say that they are so. */
  void tellUntil(String what, Orders orders, Predicate<DeviceState> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!all(condition)) {
      if (System.nanoTime() > deadline) {
        throw new SimulationException("not within " + PATIENCE + ": " + what + " " + states());
      }
      tell(orders);
    }
  }

  /** Whether every device has been heard of and is so. */
  boolean all(Predicate<DeviceState> condition) {
    Map<String, DeviceState> states = states();
    return states.size() == devices && states.values().stream().allMatch(condition);
  }

  /** As far as heard of. */
  Map<String, DeviceState> states() {
    Map<String, DeviceState> states = new HashMap<>();
    farms.forEach(farm -> states.putAll(farm.state().devices()));
    return states;
  }

  Tally tally() {
    return farms.stream().map(FarmProcess::tally).reduce(Tally.NONE, Tally::plus);
  }

  int count() {
    return farms.size();
  }

  /** Thread-safe. */
  void killAndRestart(int farm) {
    farms.get(farm).killAndRestart();
  }

  @Override
  public void close() {
    farms.forEach(FarmProcess::close);
  }
}
