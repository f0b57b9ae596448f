package dev.thaw.model.head;

import dev.thaw.model.ModelException;

/** What became of one {@link HeadPlan}. Immutable. */
public sealed interface HeadOutcome {
  /** A head came of it. */
  record Trained(TrainedHead head) implements HeadOutcome {}

  /** The training diverged: no head came of it. */
  record Failed(ModelException reason) implements HeadOutcome {}

  /**
   * The head.
   *
   * @throws ModelException if there is none
   */
  default TrainedHead orThrow() {
    if (this instanceof Trained trained) {
      return trained.head();
    }
    throw ((Failed) this).reason();
  }
}
