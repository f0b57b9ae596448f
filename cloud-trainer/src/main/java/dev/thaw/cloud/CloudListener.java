package dev.thaw.cloud;

import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;

/**
 * Told what changed, after it is durable. Called on the trainer's own threads: implementations
 * return at once and hand work to their own. Each method does nothing by default.
 */
public interface CloudListener {
  /** A scope has a new current manifest. */
  default void manifestChanged(String task, Scope scope, SignedManifest signed) {}

  /** A scope lost its manifest; its devices fall back to a wider scope. */
  default void manifestDropped(String task, Scope scope) {}

  /** A task has a new freeze state; its scopes' manifests are announced one by one besides. */
  default void freezeChanged(String task, FreezeState freeze) {}

  /**
   * The freeze state to upload for has changed, or devices are to send samples again: each asks
   * which. Also after a change that waited was cancelled.
   */
  default void repairsWanted(String task, FreezeState wanted) {}

  /** A change of depth or of the base model has ended, whichever way. */
  default void changeEnded(String task, FreezeStatus.Ended ended) {}

  /** A training run ended, published or held back. */
  default void trainingFinished(TrainingRun run) {}
}
