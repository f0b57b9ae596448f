package dev.thaw.edge.predict;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * At which cuts below the freeze point activations are kept as well, so that a shallower depth
 * needs no full recomputation. Immutable.
 */
public sealed interface Checkpoints {
  /** One, at the cut in {@code [1, depth)} with the fewest bytes; the shallower of equal ones. */
  static Checkpoints automatic() {
    return new Automatic();
  }

  /**
   * At these cuts, as far as they are below the freeze point; at none if there are none.
   *
   * @throws IllegalArgumentException if one is below 1: keeping inputs is a setting of its own
   */
  static Checkpoints at(Integer... cuts) {
    return new At(new TreeSet<>(List.of(cuts)));
  }

  /** The cuts in {@code [1, depth)} to keep activations of {@code model} at. */
  SortedSet<Integer> below(int depth, LayeredModel model);

  /** Chosen by bytes. */
  record Automatic() implements Checkpoints {
    @Override
    public SortedSet<Integer> below(int depth, LayeredModel model) {
      SortedSet<Integer> chosen = new TreeSet<>();
      IntStream.range(1, depth)
          .boxed()
          .min(Comparator.comparingLong(cut -> values(model.activationShapes(cut))))
          .ifPresent(chosen::add);
      return chosen;
    }

    private static long values(List<Shape> shapes) {
      return shapes.stream().mapToLong(Shape::elements).sum();
    }

    @Override
    public String toString() {
      return "automatic";
    }
  }

  /** Chosen by hand. */
  record At(SortedSet<Integer> cuts) implements Checkpoints {
    public At {
      cuts = Collections.unmodifiableSortedSet(new TreeSet<>(cuts));
      if (!cuts.isEmpty() && cuts.first() < 1) {
        throw new IllegalArgumentException(
            "checkpoint cuts begin at 1, keeping inputs is a setting of its own: " + cuts);
      }
    }

    @Override
    public SortedSet<Integer> below(int depth, LayeredModel model) {
      return cuts.headSet(depth);
    }

    @Override
    public String toString() {
      return cuts.toString();
    }
  }
}
