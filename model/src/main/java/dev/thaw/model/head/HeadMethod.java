package dev.thaw.model.head;

import java.util.List;

/** A way of training heads. Implementations are thread-safe. */
public interface HeadMethod {
  /** Whether this method can carry out {@code plan}. */
  boolean canTrain(HeadPlan plan);

  /**
   * Trains all heads and blocks until that is done. One that fails does not change what becomes of
   * the others.
   *
   * @return one outcome for each plan, in order
   * @throws IllegalArgumentException if this method cannot carry out one of the plans
   */
  List<HeadOutcome> train(List<HeadPlan> plans);
}
