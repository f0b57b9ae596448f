package dev.thaw.demo.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** How a writer's characters are divided into those that adapt the model and those scored. */
public enum CharacterOrder {
  /** Per class, the first half in time adapts. */
  WITHIN_CLASS {
    @Override
    public <T> AdaptAndScore<T> divide(List<T> characters, ToIntFunction<T> classOf) {
      Map<Integer, Integer> totals = new HashMap<>();
      characters.forEach(c -> totals.merge(classOf.applyAsInt(c), 1, Integer::sum));
      Map<Integer, Integer> seen = new HashMap<>();
      List<T> adapt = new ArrayList<>();
      List<T> score = new ArrayList<>();
      for (T character : characters) {
        int label = classOf.applyAsInt(character);
        int place = seen.merge(label, 1, Integer::sum);
        (2 * place <= totals.getOrDefault(label, 0) ? adapt : score).add(character);
      }
      return new AdaptAndScore<>(adapt, score);
    }
  },

  /** The first half of everything adapts; some scored classes may then never have been seen. */
  STRICT {
    @Override
    public <T> AdaptAndScore<T> divide(List<T> characters, ToIntFunction<T> classOf) {
      int half = characters.size() / 2;
      return new AdaptAndScore<>(
          characters.subList(0, half), characters.subList(half, characters.size()));
    }
  };

  /** Divides characters given in time order; both results keep it. */
  public abstract <T> AdaptAndScore<T> divide(List<T> characters, ToIntFunction<T> classOf);

  /** Divides a writer's characters, each in the context of all before it. */
  public AdaptAndScore<CharacterInContext> divide(Writer writer) {
    return divide(CharacterInContext.of(writer), CharacterInContext::classIndex);
  }
}
