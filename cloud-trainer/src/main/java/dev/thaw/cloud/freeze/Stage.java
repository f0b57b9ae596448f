package dev.thaw.cloud.freeze;

import dev.thaw.cloud.freeze.FreezeStatus.Phase;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import java.util.Optional;

/**
 * What a change is doing now. Each stage knows its own rule and when to make way for the next; the
 * {@link FreezeControl} holds the one stage that each task is in. Thread-safe.
 */
sealed interface Stage permits Waiting, Preparing, Publishing, Dropping {
  /** The change. */
  Course<?> course();

  /** What is shown and stored of it. */
  Phase phase();

  /** Starts what the stage does; called once, and returns at once. */
  void begin();

  /**
   * What devices are to upload for already, if it is not the present freeze point; with a model
   * that has its prefix, and may be closed.
   */
  default Optional<Backbone> coming() {
    return Optional.empty();
  }

  /** Samples were stored or reported lost. */
  default void samplesChanged() {}

  /** Called about once a second, on the timer's thread. */
  default void tick() {}

  /**
   * Whether the change can be called off in this stage.
   *
   * @throws CloudException {@code CONFLICT} if it is past that
   */
  default void requireCancellable() {
    throw new CloudException(
        ErrorCode.CONFLICT,
        "the change of task " + course().task() + " no longer waits: it cannot be cancelled");
  }
}
