package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.ResidualBasis.Rows;
import dev.thaw.model.Taught;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.model.head.Example;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One fit of one head from sums. With {@code W = f S}, where {@code (G + r I) S = B}, the loss is
 * at most {@code before - f <B, S> + f^2 / 4 <S, G S>}: no softmax curves by more than a half. Not
 * thread-safe; freed with its manager.
 */
final class OneStep {
  private static final double UNIT = 1.0 / Contribution.ONE;
  private static final double QUARTER = 0.25;

  /** The two sides of the equations: {@code [columns, columns]} and {@code [columns, labels]}. */
  private record Sides(NDArray gram, NDArray right) {
    Sides plus(NDManager manager, GeneralSums general) {
      return new Sides(
          gram.add(manager.create(general.gram(), gram.getShape())),
          right.add(manager.create(general.right(), right.getShape())));
    }
  }

  private final NDManager manager;
  private final ClosedFormOptions options;
  private final Statistics uploads;
  private final NDArray weights;
  private final double after;

  OneStep(
      NDManager manager,
      Statistics uploads,
      Optional<GeneralSums> general,
      ClosedFormOptions options) {
    this.manager = manager;
    this.options = options;
    this.uploads = uploads;
    Sides own = sides(manager, uploads);
    this.weights = solve(general.map(sums -> own.plus(manager, sums)).orElse(own));
    double gain = dot(own.right(), weights) - QUARTER * dot(weights, own.gram().matMul(weights));
    this.after = before() - gain / uploads.samples();
  }

  /**
   * Returns the weights, {@code labels * columns}.
   *
   * @throws ModelException if one is not finite
   */
  float[] weights() {
    float[] found = trusted().transpose().toFloatArray();
    for (float weight : found) {
      if (!Float.isFinite(weight)) {
        throw new ModelException("head", "its weights are not finite");
      }
    }
    return found;
  }

  private NDArray trusted() {
    return weights.mul(options.trust(uploads.samples()));
  }

  Map<String, Double> metrics() {
    return Map.of(
        "examples",
        (double) uploads.samples(),
        "epochs",
        1.0,
        "steps",
        1.0,
        "lossBefore",
        before(),
        "loss",
        after,
        "accuracyBefore",
        uploads.recognised() / (double) uploads.samples());
  }

  /** One point for the model as it was and one for the step. */
  List<CurvePoint> curve(ResidualBasis basis, List<Example> held, Taught taught) {
    if (held.isEmpty()) {
      return List.of(
          new CurvePoint(0, before(), Double.NaN, Double.NaN),
          new CurvePoint(1, after, Double.NaN, Double.NaN));
    }
    Rows rows = basis.rows(manager, held.stream().map(Example::activation).toList());
    NDArray wanted = wanted(held);
    NDArray first = rows.logits().div(options.temperature());
    NDArray then = taught.restrain(first, first.add(rows.phi().matMul(trusted())));
    return List.of(
        new CurvePoint(0, before(), loss(first, wanted), right(first, wanted)),
        new CurvePoint(1, after, loss(then, wanted), right(then, wanted)));
  }

  /** One row for each example, with its share of all weights in the place of its label. */
  private NDArray wanted(List<Example> held) {
    int labels = uploads.labels();
    float[] hot = new float[held.size() * labels];
    double all = held.stream().mapToDouble(Example::weight).sum();
    for (int i = 0; i < held.size(); i++) {
      hot[i * labels + held.get(i).label()] = (float) (held.get(i).weight() / all);
    }
    return manager.create(hot, new Shape(held.size(), labels));
  }

  private static double loss(NDArray logits, NDArray wanted) {
    return -dot(logits.logSoftmax(1), wanted);
  }

  private static double right(NDArray logits, NDArray wanted) {
    return dot(logits.argMax(1).oneHot((int) logits.getShape().get(1)), wanted);
  }

  private double before() {
    return uploads.loss() * UNIT / uploads.samples();
  }

  private NDArray solve(Sides all) {
    NDArray ridge = manager.eye(uploads.columns()).muli(options.ridge());
    NDArray solution = Cholesky.of(all.gram().add(ridge)).solve(all.right());
    double gain = dot(all.right(), solution);
    return solution.mul(factor(gain, dot(solution, all.gram().matMul(solution))));
  }

  /** The largest step that is warranted, but no larger than was asked for. */
  private double factor(double gain, double curvature) {
    if (!Double.isFinite(gain) || !Double.isFinite(curvature)) {
      throw new ModelException("head", "its equations cannot be solved");
    }
    double asked = options.stepFactor();
    return curvature > 0 ? Math.min(asked, gain / (QUARTER * curvature)) : asked;
  }

  private static Sides sides(NDManager manager, Statistics uploads) {
    Shape square = new Shape(uploads.columns(), uploads.columns());
    Shape oblong = new Shape(uploads.columns(), uploads.labels());
    return new Sides(
        manager.create(symmetric(uploads), square),
        manager.create(scaled(uploads.right()), oblong));
  }

  private static double dot(NDArray a, NDArray b) {
    return a.mul(b).sum().getFloat();
  }

  private static float[] symmetric(Statistics sums) {
    int columns = sums.columns();
    float[] square = new float[columns * columns];
    int at = 0;
    for (int row = 0; row < columns; row++) {
      for (int column = row; column < columns; column++) {
        float value = (float) (sums.gram()[at++] * (UNIT * UNIT));
        square[row * columns + column] = value;
        square[column * columns + row] = value;
      }
    }
    return square;
  }

  private static float[] scaled(long[] sums) {
    float[] scaled = new float[sums.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (sums[i] * (UNIT * UNIT));
    }
    return scaled;
  }
}
