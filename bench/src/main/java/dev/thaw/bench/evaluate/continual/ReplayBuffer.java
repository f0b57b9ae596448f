package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.head.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Cached examples of earlier tasks, drawn by chance: at most so many, and as many of one class as
 * of another as far as there are. Not thread-safe.
 */
final class ReplayBuffer {
  private final int most;
  private final Random random;
  private final Map<Integer, List<Example>> byLabel = new TreeMap<>();

  /**
   * An empty one.
   *
   * @param most examples at any time
   */
  ReplayBuffer(int most, long seed) {
    if (most < 0) {
      throw new IllegalArgumentException("not a number of examples: " + most);
    }
    this.most = most;
    this.random = new Random(seed);
  }

  /** Takes in examples of a task that is over; the largest classes make room. */
  void add(List<Example> task) {
    List<Example> drawn = new ArrayList<>(task);
    Collections.shuffle(drawn, random);
    drawn.forEach(each -> byLabel.computeIfAbsent(each.label(), l -> new ArrayList<>()).add(each));
    for (int size = size(); size > most; size--) {
      List<Example> largest =
          byLabel.values().stream().max(Comparator.comparingInt(List::size)).orElseThrow();
      largest.remove(largest.size() - 1);
    }
  }

  /** All that are kept. */
  List<Example> examples() {
    return byLabel.values().stream().flatMap(List::stream).toList();
  }

  int size() {
    return byLabel.values().stream().mapToInt(List::size).sum();
  }
}
