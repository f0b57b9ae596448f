package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.features.RepairCounts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How far each task's repairs are. Counting can read storage, so an answer stands for a while,
 * whoever asks how often. Thread-safe.
 */
final class RepairFigures {
  private static final long STANDS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** The longer a count takes, the longer it stands. */
  private static final int TIMES_AS_LONG = 10;

  private final CloudTrainer trainer;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  private record Count(RepairSums sums, long untilNanos) {
    boolean stands() {
      return System.nanoTime() - untilNanos < 0;
    }
  }

  /**
   * The sums over a task's devices.
   *
   * @param devicesWaiting devices that are to send samples again
   */
  record RepairSums(long ready, long waiting, long lost, long devicesWaiting) {
    static RepairSums of(Iterable<RepairCounts> byDevice) {
      RepairSums sums = new RepairSums(0, 0, 0, 0);
      for (RepairCounts device : byDevice) {
        sums =
            new RepairSums(
                sums.ready + device.ready(),
                sums.waiting + device.waiting(),
                sums.lost + device.lost(),
                sums.devicesWaiting + (device.waiting() > 0 ? 1 : 0));
      }
      return sums;
    }
  }

  RepairFigures(CloudTrainer trainer) {
    this.trainer = trainer;
  }

  /** The task's sums, of now or a moment ago. */
  RepairSums of(String task) {
    Count count =
        counts.compute(
            task, (name, known) -> known != null && known.stands() ? known : count(name));
    return java.util.Objects.requireNonNull(count).sums();
  }

  private Count count(String task) {
    long begun = System.nanoTime();
    RepairSums sums = RepairSums.of(trainer.repairCounts(task).values());
    long ended = System.nanoTime();
    return new Count(sums, ended + Math.max(STANDS_NANOS, TIMES_AS_LONG * (ended - begun)));
  }
}
