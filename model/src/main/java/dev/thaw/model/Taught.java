package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.Set;

/**
 * Which labels a head was taught, and how far it may go in preferring them to the others. What it
 * was never shown of a hand it takes for what it was shown: a head that knows somebody's capitals
 * alone reads their small letters as capitals. So of what it changes in the log odds of all taught
 * labels against all others, only a share counts. Among the taught ones, and among the others, it
 * decides alone. Immutable.
 *
 * @param share of the change that counts: with 1 all of it, with 0 the model before the head
 *     decides between the two groups
 */
public record Taught(Set<Integer> labels, float share) {
  /** Keeps the logarithm of a group's probability finite; far below what matters. */
  private static final float TINY = 1e-30f;

  public Taught {
    labels = Set.copyOf(labels);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("not a share: " + share);
    }
  }

  /** Whether this changes anything for a head with so many labels. */
  boolean restricts(int count) {
    return share < 1 && !labels.isEmpty() && labels.size() < count;
  }

  /** 1 for each taught label, 0 for each other: fp32 {@code [count]}. */
  Tensor mask(int count) {
    float[] mask = new float[count];
    labels.forEach(label -> mask[label] = 1);
    return Tensor.ofFloats(Shape.of(count), mask);
  }

  /**
   * Takes back what a head may not change.
   *
   * @param before logits of the model that it stands on, {@code [batch, labels]}
   * @param after its own
   * @return logits {@code [batch, labels]}
   */
  public NDArray restrain(NDArray before, NDArray after) {
    int count = (int) after.getShape().get(1);
    if (!restricts(count)) {
      return after;
    }
    NDManager manager = after.getManager();
    NDArray mask = manager.create(mask(count).toFloats());
    return restrain(before, after, mask, manager.create(new float[] {share}));
  }

  /** As above, for arrays {@code [labels]} and {@code [1]}; safe while gradients are taken. */
  static NDArray restrain(NDArray before, NDArray after, NDArray mask, NDArray share) {
    NDManager manager = after.getManager();
    NDArray one = manager.create(1f);
    NDArray groups = NDArrays.stack(new NDList(mask, one.sub(mask)), 1);
    NDArray difference = manager.create(new float[] {1, -1}, new ai.djl.ndarray.types.Shape(2, 1));
    NDArray odds = shares(after, groups).sub(shares(before, groups)).matMul(difference);
    return after.sub(odds.mul(one.sub(share)).mul(mask));
  }

  /** Logarithms of the probability of each group, {@code [batch, 2]}. */
  private static NDArray shares(NDArray logits, NDArray groups) {
    return logits.softmax(1).matMul(groups).add(logits.getManager().create(TINY)).log();
  }
}
