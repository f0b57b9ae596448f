package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.model.head.HeadExamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One fit of one head. Not thread-safe; used once; freed with its manager. */
final class Fit {
  private final NDManager manager;
  private final ClosedFormOptions options;
  private final List<Part> parts = new ArrayList<>();
  private final Optional<Part> held;
  private final Equations equations;
  private final NDArray solution;
  private final List<CurvePoint> curve = new ArrayList<>();
  private final Map<String, Double> metrics = new HashMap<>();

  Fit(
      NDManager manager,
      ResidualBasis basis,
      HeadExamples examples,
      Optional<Reference> reference,
      ClosedFormOptions options) {
    this.manager = manager;
    this.options = options;
    parts.add(Part.labelled(manager, basis, examples.training(), options));
    reference.ifPresent(each -> parts.add(each.part(manager, options)));
    this.held =
        examples.validation().isEmpty()
            ? Optional.empty()
            : Optional.of(Part.labelled(manager, basis, examples.validation(), options));
    this.equations = equations(basis.columns(), reference);
    this.solution = manager.zeros(new Shape(basis.columns(), basis.labels()));
    metrics.put("examples", (double) rows());
    metrics.put("epochs", (double) options.steps());
    metrics.put("steps", (double) options.steps());
  }

  /**
   * Returns the weights, {@code labels * columns}.
   *
   * @throws ModelException if one is not finite
   */
  float[] solve() {
    double before = Double.POSITIVE_INFINITY;
    float factor = options.stepFactor();
    NDArray change = manager.zeros(solution.getShape());
    for (int step = 0; step <= options.steps(); step++) {
      try (NDManager scratch = manager.newSubManager()) {
        List<Look> looks = looks(scratch);
        double loss = looks.stream().mapToDouble(Look::loss).sum();
        if (loss > before) {
          factor /= 2;
          solution.subi(change.muli(0.5f));
          looks = again(looks);
          loss = looks.stream().mapToDouble(Look::loss).sum();
        }
        before = loss;
        note(step, looks.get(0), scratch);
        if (step < options.steps()) {
          NDArray next = equations.solve(looks).muli(factor);
          change.subi(change).addi(next);
          solution.addi(next);
        }
      }
    }
    return finite(solution.transpose().toFloatArray());
  }

  /** One point for the model as it was and one for each step. */
  List<CurvePoint> curve() {
    return curve;
  }

  Map<String, Double> metrics() {
    return metrics;
  }

  private List<Look> looks(NDManager scratch) {
    return parts.stream().map(part -> look(part, scratch)).toList();
  }

  /** The same parts, which are lent already. */
  private List<Look> again(List<Look> looks) {
    return looks.stream().map(look -> Look.at(look.part(), solution)).toList();
  }

  private Look look(Part part, NDManager scratch) {
    part.lend(scratch);
    return Look.at(part, solution);
  }

  private void note(int step, Look own, NDManager scratch) {
    double loss = own.meanLoss();
    double right = own.right();
    Optional<Look> other = held.map(part -> look(part, scratch));
    curve.add(
        new CurvePoint(
            step,
            loss,
            other.map(Look::meanLoss).orElse(Double.NaN),
            other.map(Look::right).orElse(Double.NaN)));
    if (step == 0) {
      metrics.put("lossBefore", loss);
      metrics.put("accuracyBefore", right);
    }
    metrics.put("loss", loss);
    metrics.put("trainAccuracy", right);
  }

  private Equations equations(int columns, Optional<Reference> reference) {
    if (rows() < columns) {
      return new DualEquations(manager, parts, options.ridge());
    }
    Part own = parts.get(0);
    NDArray gram = own.phi().mul(own.weights()).transpose().matMul(own.phi());
    reference.ifPresent(each -> gram.addi(each.gram(manager)));
    return new PrimalEquations(manager, gram, options.ridge());
  }

  private long rows() {
    return parts.stream().mapToLong(Part::rows).sum();
  }

  private static float[] finite(float[] weights) {
    for (float weight : weights) {
      if (!Float.isFinite(weight)) {
        throw new ModelException("head", "its weights are not finite");
      }
    }
    return weights;
  }
}
