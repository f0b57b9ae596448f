package dev.thaw.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;

/**
 * Processor time of the thread on which a cloud in this process trains: what a head costs whatever
 * else the machine does. Immutable.
 */
record TrainerClock(long threadId) {
  private static final String NAME = "thaw-trainer";

  /** Of the newest cloud in this process; it has trained something. */
  static TrainerClock find() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(thread -> thread.getThreadName().equals(NAME))
        .map(ThreadInfo::getThreadId)
        .max(Comparator.naturalOrder())
        .map(TrainerClock::new)
        .orElseThrow(() -> new IllegalStateException("no thread " + NAME));
  }

  double millis() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId) / 1e6;
  }
}
