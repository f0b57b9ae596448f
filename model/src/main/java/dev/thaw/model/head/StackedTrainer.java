package dev.thaw.model.head;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Trains many heads of equal shape together: their parameters are {@code [heads, out, in]}, their
 * products are batched, and each keeps its own examples, order, learning rate and end. A head comes
 * out as {@link HeadTrainer} would make it alone, but for the order in which sums are taken.
 *
 * <p>Thread-safe: trainings on several threads run at once, since the gradients are not the
 * engine's. Deterministic for the same plans in the same order, on the same machine with the same
 * number of threads. Only as many heads as fit into one stack are in native memory at a time; all
 * is freed when the training ends.
 */
public final class StackedTrainer implements HeadMethod {
  /** What the values, moments and gradients of the heads side by side may take in the cache. */
  private static final long CACHED_BYTES = 12 << 20;

  private static final int COPIES = 5;
  private static final int MOST_HEADS = 8;

  private final int heads;
  private final LongSupplier nanoTime;
  private final Runnable beforeStep;

  /** A trainer that chooses how many heads are side by side. */
  public StackedTrainer() {
    this(0, System::nanoTime);
  }

  /**
   * A trainer of stacks of at most {@code heads} heads.
   *
   * @param heads 0 to choose by what stays in the cache
   * @param nanoTime what it times itself with
   * @throws IllegalArgumentException if {@code heads} is negative
   */
  public StackedTrainer(int heads, LongSupplier nanoTime) {
    this(heads, nanoTime, () -> {});
  }

  private StackedTrainer(int heads, LongSupplier nanoTime, Runnable beforeStep) {
    if (heads < 0) {
      throw new IllegalArgumentException("not a number of heads: " + heads);
    }
    this.heads = heads;
    this.nanoTime = nanoTime;
    this.beforeStep = beforeStep;
  }

  /**
   * A trainer that can be stopped, as {@link HeadTrainer#asking}: what {@code beforeStep} throws
   * ends all trainings of the call, and comes through.
   */
  public static StackedTrainer asking(Runnable beforeStep) {
    return new StackedTrainer(0, System::nanoTime, beforeStep);
  }

  /**
   * Whether heads of layers {@code [depth, n)} can be stacked: dense layers can, convolutions
   * cannot.
   *
   * @throws IllegalArgumentException if there is no such depth
   */
  public static boolean canStack(LayeredModel start, int depth) {
    if (depth < 0 || depth >= start.layerCount()) {
      throw new IllegalArgumentException("no depth " + depth + " of " + start.layerCount());
    }
    return StackShape.of(start, depth).isPresent();
  }

  /** Whether its layers can be stacked, and it wants no dropout, whose chances are the engine's. */
  @Override
  public boolean canTrain(LayeredModel start, int depth, HeadOptions options) {
    return !options.dropout() && canStack(start, depth);
  }

  /**
   * {@inheritDoc} Heads of different shapes are trained one stack after the other.
   *
   * @throws ModelException if the engine fails; that a training diverged is an outcome
   */
  @Override
  public List<HeadOutcome> train(List<HeadPlan> plans) {
    HeadOutcome[] outcomes = new HeadOutcome[plans.size()];
    stacks(plans)
        .forEach(
            (shape, entries) -> {
              try (StackRun run =
                  new StackRun(
                      shape, slots(shape), entries, (at, o) -> outcomes[at] = o, nanoTime)) {
                run.train(beforeStep);
              }
            });
    return Arrays.asList(outcomes);
  }

  private Map<StackShape, List<StackRun.Entry>> stacks(List<HeadPlan> plans) {
    Map<StackShape, List<StackRun.Entry>> stacks = new LinkedHashMap<>();
    for (int place = 0; place < plans.size(); place++) {
      HeadPlan plan = plans.get(place);
      stacks
          .computeIfAbsent(shape(plan), shape -> new ArrayList<>())
          .add(new StackRun.Entry(place, plan));
    }
    return stacks;
  }

  private StackShape shape(HeadPlan plan) {
    Optional<StackShape> shape = StackShape.of(plan.start(), plan.depth());
    if (shape.isEmpty() || plan.options().dropout()) {
      throw new IllegalArgumentException(
          "layers from "
              + plan.depth()
              + " of "
              + plan.start()
              + " cannot be stacked with "
              + plan.options());
    }
    return shape.get();
  }

  private int slots(StackShape shape) {
    long each = shape.matrixValues() * COPIES * Float.BYTES;
    return heads > 0 ? heads : (int) Math.max(1, Math.min(MOST_HEADS, CACHED_BYTES / each));
  }
}
