package dev.thaw.cloud.training;

import dev.thaw.protocol.Scope;
import java.time.Duration;
import java.util.Set;

/**
 * Which scopes are trained without being asked, and when they are queued with features that they
 * were not trained on. Immutable.
 *
 * @param automatic the kinds of scope that are; empty means only on request
 * @param ofDevice when that of one device is
 * @param ofMany when one of several devices is
 */
public record TrainingPolicy(
    Set<ScopeKind> automatic, TrainingMoment ofDevice, TrainingMoment ofMany) {
  /** What scopes can be trained by themselves. */
  public enum ScopeKind {
    /** The scope of everybody. */
    GLOBAL,
    /** Every cohort. */
    COHORT,
    /** Every device. */
    DEVICE
  }

  public TrainingPolicy {
    automatic = Set.copyOf(automatic);
  }

  /** All scopes at one kind of moment. */
  public TrainingPolicy(Set<ScopeKind> automatic, TrainingMoment ofAll) {
    this(automatic, ofAll, ofAll);
  }

  /** All scopes by count. */
  public TrainingPolicy(Set<ScopeKind> automatic, int minNewFeatures, Duration maxDelay) {
    this(automatic, new TrainingMoment.ByCount(minNewFeatures, maxDelay));
  }

  /** When the scope is queued, if it is one that is trained without being asked. */
  public TrainingMoment moment(Scope scope) {
    return scope instanceof Scope.OfDevice ? ofDevice : ofMany;
  }

  /** Device scopes after 32 new features, or a minute after the first. */
  public static TrainingPolicy defaults() {
    return new TrainingPolicy(Set.of(ScopeKind.DEVICE), 32, Duration.ofMinutes(1));
  }

  /** Nothing is trained unless asked for. */
  public static TrainingPolicy manual() {
    return new TrainingPolicy(Set.of(), 1, Duration.ofDays(1));
  }
}
