package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import java.util.List;

/**
 * Learns one task after the other, of earlier ones knowing only what it kept. Not thread-safe; its
 * creator closes it.
 */
sealed interface Learner extends AutoCloseable permits ReplayLearner, SumsLearner {
  /** Learns a task; blocks until its head is there. */
  void learn(List<Example> task);

  /** The model with the present head; belongs to the learner and ends with the next task. */
  LayeredModel model();

  /** Bytes kept for the tasks to come, the head itself not counted. */
  long keptBytes();

  @Override
  void close();
}
