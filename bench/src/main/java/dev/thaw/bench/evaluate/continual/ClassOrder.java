package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.head.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The ten digits as five tasks of two. Immutable.
 *
 * @param tasks the labels of each, in the order in which they are learned
 */
record ClassOrder(List<Set<Integer>> tasks) {
  static final int DIGITS = 10;
  static final int TASKS = 5;

  ClassOrder {
    tasks = List.copyOf(tasks);
  }

  /** The order that a seed draws. */
  static ClassOrder of(long seed) {
    List<Integer> labels = new ArrayList<>(IntStream.range(0, DIGITS).boxed().toList());
    Collections.shuffle(labels, new Random(seed));
    int each = DIGITS / TASKS;
    return new ClassOrder(
        IntStream.range(0, TASKS)
            .mapToObj(task -> Set.copyOf(labels.subList(task * each, (task + 1) * each)))
            .toList());
  }

  /** The examples of one task, in their order. */
  List<Example> of(int task, List<Example> examples) {
    Set<Integer> labels = tasks.get(task);
    return examples.stream().filter(example -> labels.contains(example.label())).toList();
  }
}
