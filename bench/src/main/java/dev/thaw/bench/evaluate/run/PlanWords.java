package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Scale;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A plan as words for another process: one for each component, in order. Stateless. */
final class PlanWords {
  private static final String NONE = "";

  private PlanWords() {}

  static List<String> of(Plan plan) {
    return List.of(
        plan.scale().name(),
        plan.data().map(Path::toString).orElse(NONE),
        plan.mnist().map(Path::toString).orElse(NONE),
        String.join(",", new TreeSet<>(plan.arms())),
        String.join(",", new TreeSet<>(plan.questions())));
  }

  static Plan parse(List<String> words) {
    return new Plan(
        Scale.valueOf(words.get(0)),
        path(words.get(1)),
        path(words.get(2)),
        Set.of(words.get(3).split(",")),
        Set.of(words.get(4).split(",")));
  }

  private static Optional<Path> path(String word) {
    return word.equals(NONE) ? Optional.empty() : Optional.of(Path.of(word));
  }
}
