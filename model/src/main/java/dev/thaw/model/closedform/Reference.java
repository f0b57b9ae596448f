package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.ResidualBasis.Rows;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Tensor;
import java.util.List;

/**
 * General examples behind one model, which are to be recognised as the model does, and what heads
 * that start from it have in common on their account: run and solved once. Immutable; thread-safe.
 */
final class Reference {
  private final Digest model;
  private final int depth;
  private final ClosedFormOptions options;
  private final List<List<Tensor>> activations;
  private final float[] exampleWeights;
  private final NativeFloats phi;
  private final NativeFloats offset;
  private final NativeFloats targets;
  private final NativeFloats weights;
  private final NativeFloats gram;
  private final NativeFloats inverse;
  private final NativeFloats pulls;
  private final NativeFloats firstError;
  private final NativeFloats firstPull;
  private final double firstLoss;

  /**
   * Runs the examples.
   *
   * @param general not empty
   */
  Reference(
      ResidualBasis basis,
      Digest model,
      int depth,
      List<Example> general,
      ClosedFormOptions options) {
    this.model = model;
    this.depth = depth;
    this.options = options;
    this.activations = general.stream().map(Example::activation).toList();
    this.exampleWeights = weights(general);
    try (NDManager manager = TorchRuntime.newManager()) {
      Part part = part(manager, basis);
      Look first = Look.first(part);
      NDArray weighted = part.phi().mul(part.weights().transpose());
      NDArray eye = manager.eye(basis.columns());
      NDArray pulled = weighted.transpose().matMul(part.phi()).addi(eye.mul(options.ridge()));
      NDArray solved = Cholesky.of(pulled).solve(eye);
      this.phi = NativeFloats.copyOf(part.phi());
      this.offset = NativeFloats.copyOf(part.offset());
      this.targets = NativeFloats.copyOf(part.targets());
      this.weights = NativeFloats.copyOf(part.weights());
      this.gram = NativeFloats.copyOf(pulled);
      this.inverse = NativeFloats.copyOf(solved);
      NDArray pulling = weighted.matMul(solved);
      this.pulls = NativeFloats.copyOf(pulling);
      this.firstPull = NativeFloats.copyOf(first.error().matMul(pulling));
      this.firstError = NativeFloats.copyOf(first.error());
      this.firstLoss = first.loss();
    }
  }

  /**
   * Whether it would be the same if it were made anew; fast if the activations are the same
   * objects.
   */
  boolean isOf(
      Digest otherModel, int otherDepth, List<Example> general, ClosedFormOptions otherOptions) {
    boolean same =
        model.equals(otherModel)
            && depth == otherDepth
            && options.equals(otherOptions)
            && general.size() == exampleWeights.length;
    for (int i = 0; same && i < exampleWeights.length; i++) {
      Example example = general.get(i);
      same =
          example.weight() == exampleWeights[i] && example.activation().equals(activations.get(i));
    }
    return same;
  }

  /** Lends all of it to one fit. */
  Anchor lend(NDManager manager) {
    Part part =
        new Part(
            phi.lend(manager), offset.lend(manager), targets.lend(manager), weights.lend(manager));
    Look first = new Look(part, part.offset(), firstError.lend(manager), firstLoss);
    return new Anchor(
        part,
        gram.lend(manager),
        inverse.lend(manager),
        pulls.lend(manager),
        first,
        firstPull.lend(manager));
  }

  private Part part(NDManager manager, ResidualBasis basis) {
    Rows rows = basis.rows(manager, activations);
    NDArray logits = rows.logits().transpose();
    return new Part(
        rows.phi(),
        logits.div(options.temperature()),
        logits.softmax(0),
        manager.create(exampleWeights, new Shape(1, exampleWeights.length)));
  }

  private static float[] weights(List<Example> general) {
    float[] weights = new float[general.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = general.get(i).weight();
    }
    return weights;
  }
}
