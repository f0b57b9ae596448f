package dev.thaw.cloud.freeze;

import dev.thaw.protocol.FreezeState;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a task's freeze point stands, what moves it now, and how the last change ended. Immutable.
 *
 * @param change the change under way
 * @param last how the last change ended, also if that was before a restart
 */
public record FreezeStatus(
    String task, FreezeState freeze, Optional<Running> change, Optional<Ended> last) {
  /** What a change is doing. */
  public enum Phase {
    /** It waits for its turn on the training thread, runs features on or trains heads. */
    PREPARING,
    /** Devices repair samples; everything runs at the old depth. */
    WAITING_FOR_REPAIR,
    /** A new base model is in force; what the old one made is being dropped. */
    DROPPING
  }

  /** How a change ended. */
  public enum Outcome {
    /** The new epoch is in force. */
    SWITCHED,
    /** The operator called it off; the old epoch stands. */
    CANCELLED,
    /** It failed, or was interrupted too often; the old epoch stands. */
    ROLLED_BACK
  }

  /**
   * A change under way.
   *
   * @param target the depth it moves to; the present one for a whole update
   * @param wholeUpdate whether it replaces the base model
   * @param deadline when it takes effect at the latest, if it waits
   * @param resumed whether it was interrupted by the end of the process and taken up again
   * @param featuresDone features run on so far
   * @param featuresTotal features to be run on, as far as known
   * @param headsDone scopes whose head is ready at the new depth
   * @param samplesReady samples that can be used at the new depth
   * @param samplesTotal samples that devices have not reported lost
   */
  public record Running(
      int target,
      boolean wholeUpdate,
      Phase phase,
      SwitchRule when,
      Instant startedAt,
      Optional<Instant> deadline,
      boolean resumed,
      long featuresDone,
      long featuresTotal,
      int headsDone,
      int headsTotal,
      long samplesReady,
      long samplesTotal) {}

  /**
   * A change that ended.
   *
   * @param from the depth before
   * @param to the depth it moved to, or was to move to
   * @param reason why it did not come about; empty if it did
   */
  public record Ended(
      int from,
      int to,
      boolean wholeUpdate,
      Outcome outcome,
      String reason,
      boolean resumed,
      Instant startedAt,
      Instant endedAt) {}
}
