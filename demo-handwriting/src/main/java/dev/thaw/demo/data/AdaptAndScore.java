package dev.thaw.demo.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The two disjoint parts of a writer's characters, each in time order. Immutable.
 *
 * @param adapt what the writer corrects, and the head learns from
 * @param score what accuracy is measured on
 */
public record AdaptAndScore<T>(List<T> adapt, List<T> score) {
  /** Copies both lists. */
  public AdaptAndScore {
    adapt = List.copyOf(adapt);
    score = List.copyOf(score);
  }

  /** The same with only the first {@code perClass} characters of each class left to adapt. */
  public AdaptAndScore<T> limited(int perClass, ToIntFunction<T> classOf) {
    if (perClass < 0) {
      throw new IllegalArgumentException("per class: " + perClass);
    }
    Map<Integer, Integer> seen = new HashMap<>();
    List<T> kept = new ArrayList<>();
    for (T character : adapt) {
      if (seen.merge(classOf.applyAsInt(character), 1, Integer::sum) <= perClass) {
        kept.add(character);
      }
    }
    return new AdaptAndScore<>(kept, score);
  }
}
