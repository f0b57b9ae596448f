package dev.thaw.model.head;

import dev.thaw.model.LayeredModel;
import java.util.List;

/** A way of training heads. Implementations are thread-safe. */
public interface HeadMethod {
  /** Whether this method can train layers {@code [depth, n)} of {@code start} so. */
  boolean canTrain(LayeredModel start, int depth, HeadOptions options);

  /**
   * Trains all heads and blocks until that is done. One that fails does not change what becomes of
   * the others.
   *
   * @return one outcome for each plan, in order
   * @throws IllegalArgumentException if this method cannot carry out one of the plans
   */
  List<HeadOutcome> train(List<HeadPlan> plans);
}
