package dev.thaw.model.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ThawedLayers;
import java.util.List;

/**
 * All examples of one job in native memory: extracted once, trained on many times. Weights are
 * scaled to a mean of 1. Not thread-safe; closed with the job's manager.
 */
final class TrainingSet {
  private final NDList activations;
  private final NDArray targets;
  private final int size;

  /**
   * Copies the examples.
   *
   * @param examples not empty, weights positive
   */
  TrainingSet(ThawedLayers job, List<Example> examples, int labels) {
    this.size = examples.size();
    this.activations =
        job.stack(job.manager(), examples.stream().map(Example::activation).toList());
    this.targets = job.manager().create(targets(examples, labels), new Shape(size, labels));
  }

  int size() {
    return size;
  }

  /** The examples in another order, attached to {@code epoch}. */
  Order ordered(NDManager epoch, int[] order) {
    NDIndex rows = new NDIndex("{}", epoch.create(order));
    NDList shuffled = new NDList();
    activations.forEach(a -> shuffled.add(a.get(epoch, rows)));
    return new Order(shuffled, targets.get(epoch, rows));
  }

  /** The examples as they were given. */
  Order asGiven() {
    return new Order(activations, targets);
  }

  /** The examples in one order. */
  record Order(NDList activations, NDArray targets) {
    /** Rows {@code [from, to)}, attached to {@code step}. */
    Order slice(NDManager step, int from, int to) {
      NDIndex rows = new NDIndex().addSliceDim(from, to);
      NDList sliced = new NDList();
      activations.forEach(a -> sliced.add(a.get(step, rows)));
      return new Order(sliced, targets.get(step, rows));
    }

    /**
     * Sum of the examples' weighted cross-entropies in nats, logits divided by a temperature. The
     * factor stays with the manager of the logits: the backward pass reads its memory, which the
     * engine does not hold on to and the collector would free.
     */
    NDArray loss(NDArray logits, float temperature) {
      NDArray factor = logits.getManager().create(1 / temperature);
      return logits.mul(factor).logSoftmax(1).mul(targets).sum();
    }

    /** Sum of the weights of the examples whose largest logit is their label's. */
    float hits(NDArray logits) {
      NDArray best = logits.argMax(1).oneHot((int) targets.getShape().get(1));
      return -best.mul(targets).sum().getFloat();
    }
  }

  /** Weights of the examples, scaled to a mean of 1. */
  static float[] relativeWeights(List<Example> examples) {
    double mean = examples.stream().mapToDouble(Example::weight).average().orElseThrow();
    float[] weights = new float[examples.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (examples.get(i).weight() / mean);
    }
    return weights;
  }

  /** One row per example: minus its relative weight in the column of its label. */
  private static float[] targets(List<Example> examples, int labels) {
    float[] weights = relativeWeights(examples);
    float[] rows = new float[Math.multiplyExact(examples.size(), labels)];
    for (int i = 0; i < weights.length; i++) {
      rows[i * labels + examples.get(i).label()] = -weights[i];
    }
    return rows;
  }
}
