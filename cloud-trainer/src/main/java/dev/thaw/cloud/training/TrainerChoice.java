package dev.thaw.cloud.training;

import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.protocol.Scope;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which trainer makes the heads of which scopes. Immutable.
 *
 * @param rules in any order, no two for the same scopes. What none of them is for is trained in
 *     closed form if it is one device's, otherwise by gradient descent: docs/learning.md says why
 */
public record TrainerChoice(List<TrainerRule> rules) {
  /** No rule. */
  public static final TrainerChoice DEFAULT = new TrainerChoice(List.of());

  public TrainerChoice {
    rules = List.copyOf(rules);
    requireDistinct(rules);
  }

  /** The given trainer for devices and cohorts of all tasks. */
  public static TrainerChoice of(TrainerKind trainer) {
    return new TrainerChoice(List.of(new TrainerRule(Optional.empty(), Optional.empty(), trainer)));
  }

  /**
   * What the {@code texts} write, each as {@link TrainerRule} says.
   *
   * @throws IllegalArgumentException if one is not a rule, or two are for the same scopes
   */
  public static TrainerChoice parse(List<String> texts) {
    return new TrainerChoice(texts.stream().map(TrainerRule::parse).toList());
  }

  /** The trainer of the scope. */
  public TrainerKind trainerOf(String task, Scope scope) {
    ScopeKind kind = TrainerRule.kindOf(scope);
    return rules.stream()
        .filter(rule -> rule.isFor(task, kind))
        .max(Comparator.comparingInt(TrainerRule::precedence))
        .map(TrainerRule::trainer)
        .orElse(unlessSaid(kind));
  }

  /** Whether that trainer makes the heads of all scopes of the kind, whatever the task. */
  public boolean isAlways(ScopeKind kind, TrainerKind trainer) {
    List<TrainerRule> ofKind = rules.stream().filter(rule -> rule.isFor(kind)).toList();
    return ofKind.stream().allMatch(rule -> rule.trainer() == trainer)
        && (trainer == unlessSaid(kind) || ofKind.stream().anyMatch(rule -> rule.task().isEmpty()));
  }

  private static TrainerKind unlessSaid(ScopeKind kind) {
    return kind == ScopeKind.DEVICE ? TrainerKind.CLOSED_FORM : TrainerKind.SGD;
  }

  private static void requireDistinct(List<TrainerRule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      for (TrainerRule earlier : rules.subList(0, i)) {
        if (earlier.isForTheSameAs(rules.get(i))) {
          throw new IllegalArgumentException(
              "two trainers for the same scopes: " + earlier + " and " + rules.get(i));
        }
      }
    }
  }
}
