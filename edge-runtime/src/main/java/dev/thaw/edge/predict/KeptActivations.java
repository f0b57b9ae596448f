package dev.thaw.edge.predict;

import dev.thaw.model.LayeredModel;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is kept of a sample besides the activation at the freeze point. Immutable.
 *
 * @param checkpoints cuts below the freeze point
 * @param inputBytes the most that kept inputs, activations at cut 0, may take on disk; 0 keeps none
 * @param eviction what a newly installed model makes void
 */
public record KeptActivations(Checkpoints checkpoints, long inputBytes, Eviction eviction) {
  /** One checkpoint chosen by bytes, no inputs, eviction by provenance. */
  public static final KeptActivations DEFAULT =
      new KeptActivations(Checkpoints.automatic(), 0, Eviction.PROVENANCE);

  public KeptActivations {
    if (inputBytes < 0) {
      throw new IllegalArgumentException("not a number of bytes for kept inputs: " + inputBytes);
    }
  }

  /** With checkpoints at other cuts. */
  public KeptActivations withCheckpoints(Checkpoints value) {
    return new KeptActivations(value, inputBytes, eviction);
  }

  /** With inputs kept up to so many bytes. */
  public KeptActivations withInputBytes(long value) {
    return new KeptActivations(checkpoints, value, eviction);
  }

  /** With another rule of eviction. */
  public KeptActivations withEviction(Eviction value) {
    return new KeptActivations(checkpoints, inputBytes, value);
  }

  /** Whether the input itself is kept: if asked for, or if it is what features are made of. */
  boolean keepsInput(int depth) {
    return depth == 0 || inputBytes > 0;
  }

  /**
   * The most bytes of activations at {@code cut}; only inputs that nobody trains on are bounded.
   */
  long maxBytes(int cut, int depth) {
    return cut == 0 && depth > 0 ? inputBytes : Long.MAX_VALUE;
  }

  /** The checkpoint cuts below {@code depth}, and {@code depth} unless it is 0. */
  SortedSet<Integer> stops(int depth, LayeredModel model) {
    SortedSet<Integer> stops = new TreeSet<>(checkpoints.below(depth, model));
    if (depth > 0) {
      stops.add(depth);
    }
    return stops;
  }

  @Override
  public String toString() {
    return "checkpoints=%s keptInputBytes=%d eviction=%s"
        .formatted(checkpoints, inputBytes, eviction);
  }
}
