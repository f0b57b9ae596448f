package dev.thaw.bench.evaluate.nets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures pieces of work in turns, ABCABC: what the machine does meanwhile hits all of them alike.
 * Confined to one thread.
 *
 * @param <K> names a piece of work
 */
public final class Turns<K> {
  private final int rounds;
  private final double lapSeconds;
  private final Map<K, Runnable> works = new LinkedHashMap<>();

  /**
   * Turns without work yet.
   *
   * @param rounds how often each has its turn; the median counts
   * @param lapSeconds how long a turn takes, except that each does its work at least once
   */
  public Turns(int rounds, double lapSeconds) {
    this.rounds = rounds;
    this.lapSeconds = lapSeconds;
  }

  /** Adds a piece of work, last in order. */
  public void add(K name, Runnable work) {
    works.put(name, work);
  }

  /** The median effort of each, after a turn of warm-up that does not count. Blocks. */
  public Map<K, Effort> run() {
    Map<K, Integer> times = new LinkedHashMap<>();
    works.forEach((name, work) -> times.put(name, timesInLap(work)));
    Map<K, List<Effort>> efforts = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      works.forEach(
          (name, work) ->
              efforts
                  .computeIfAbsent(name, key -> new ArrayList<>())
                  .add(Effort.of(work, times.getOrDefault(name, 1))));
    }
    Map<K, Effort> medians = new LinkedHashMap<>();
    efforts.forEach((name, each) -> medians.put(name, Effort.median(each)));
    return medians;
  }

  /** Warms up for a lap. */
  private int timesInLap(Runnable work) {
    double spent = Effort.of(work, 1).wallSeconds();
    double last = spent;
    while (spent < lapSeconds) {
      last = Effort.of(work, 1).wallSeconds();
      spent += last;
    }
    return (int) Math.max(1, Math.round(lapSeconds / last));
  }
}
