package dev.thaw.cloud;

import dev.thaw.cloud.canary.FallenHead;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import java.util.Optional;

/**
 * Told what changed, after it is durable. Called on the trainer's own threads, or on that of who
 * made the change: implementations return at once and hand work to their own. Each method does
 * nothing by default.
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

  /** A device has {@code count} new features. */
  default void featuresStored(String task, String device, int count) {}

  /** A device has sent {@code count} samples again, or reported them lost. */
  default void samplesRepaired(String task, String device, int count) {}

  /** A device said something about itself. */
  default void deviceReported(DeviceReport report) {}

  /**
   * An operator took a scope back; its manifest is announced as changed or dropped besides.
   *
   * @param to the earlier version whose layers it runs again, 0 for a wider scope's model
   * @param version the new version it became; empty if it has none of its own any more
   */
  default void rolledBack(String task, Scope scope, long to, Optional<Long> version) {}

  /**
   * A device runs the general model in the place of a head; that its own head was withdrawn is
   * announced as dropped besides.
   *
   * @param scope whose head it is
   * @param withdrawn whether the scope lost its current version by it
   */
  default void headFell(FallenHead head, Scope scope, boolean withdrawn) {}

  /** All that was stored of a device was erased. */
  default void deviceErased(String task, String device) {}

  /** Another base model is in force; what follows from it is announced besides. */
  default void basePublished(BaseChange change) {}

  /** Somebody else decides about the task's freeze point. */
  default void policyChanged(String task, FreezePolicy policy) {}
}
