package dev.thaw.cloud.training;

import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.protocol.Scope;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Which trainer makes the heads of some scopes. Immutable. Written {@code [TASK:][SCOPES=]TRAINER},
 * for instance {@code stacked}, {@code cohort=stacked} or {@code handwriting:device=closed-form}.
 *
 * @param task empty for every task
 * @param scopes empty for devices and cohorts
 */
public record TrainerRule(Optional<String> task, Optional<ScopeKind> scopes, TrainerKind trainer) {
  private static final String SYNTAX = "[TASK:][device|cohort|global=]TRAINER";

  public TrainerRule {
    if (task.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("no task before the colon: expected " + SYNTAX);
    }
    if (trainer.makesResidual() && scopes.equals(Optional.of(ScopeKind.GLOBAL))) {
      throw new IllegalArgumentException(
          "the global scope cannot be trained in "
              + trainer
              + ", for the heads of devices and cohorts"
              + " start from its layers: choose sgd or stacked");
    }
  }

  /**
   * The rule that {@code text} writes.
   *
   * @throws IllegalArgumentException if it writes none
   */
  public static TrainerRule parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    int equals = rest.indexOf('=');
    return new TrainerRule(
        colon < 0 ? Optional.empty() : Optional.of(text.substring(0, colon)),
        equals < 0 ? Optional.empty() : Optional.of(scopes(rest.substring(0, equals))),
        TrainerKind.named(rest.substring(equals + 1)));
  }

  /** What kind of scope it is. */
  static ScopeKind kindOf(Scope scope) {
    if (scope instanceof Scope.OfDevice) {
      return ScopeKind.DEVICE;
    }
    return scope instanceof Scope.Cohort ? ScopeKind.COHORT : ScopeKind.GLOBAL;
  }

  boolean isFor(String otherTask, ScopeKind kind) {
    return task.map(otherTask::equals).orElse(true) && isFor(kind);
  }

  /** Whether it is for scopes of the kind, in one task or all. */
  boolean isFor(ScopeKind kind) {
    return scopes.map(kind::equals).orElse(kind != ScopeKind.GLOBAL);
  }

  /** A rule for one task goes before one for all, then one for a kind of scope. */
  int precedence() {
    return (task.isPresent() ? 2 : 0) + (scopes.isPresent() ? 1 : 0);
  }

  boolean isForTheSameAs(TrainerRule other) {
    return task.equals(other.task) && scopes.equals(other.scopes);
  }

  @Override
  public String toString() {
    return task.map(name -> name + ":").orElse("")
        + scopes.map(kind -> name(kind) + "=").orElse("")
        + trainer;
  }

  private static ScopeKind scopes(String text) {
    return Arrays.stream(ScopeKind.values())
        .filter(kind -> name(kind).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not a kind of scope: \"" + text + "\", expected " + SYNTAX));
  }

  private static String name(ScopeKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
