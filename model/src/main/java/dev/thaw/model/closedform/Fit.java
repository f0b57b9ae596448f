package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.Taught;
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
  private final Taught taught;
  private final Part own;
  private final Optional<Anchor> anchor;
  private final Optional<Part> held;
  private final Equations equations;
  private final NDArray solution;
  private final List<CurvePoint> curve = new ArrayList<>();
  private final Map<String, Double> metrics = new HashMap<>();

  Fit(
      NDManager manager,
      ResidualBasis basis,
      HeadExamples examples,
      Taught taught,
      Optional<Reference> reference,
      ClosedFormOptions options) {
    this.manager = manager;
    this.options = options;
    this.taught = taught;
    this.own = Part.labelled(manager, basis, examples.training(), options);
    this.anchor = reference.map(each -> each.lend(manager));
    this.held =
        examples.validation().isEmpty()
            ? Optional.empty()
            : Optional.of(Part.labelled(manager, basis, examples.validation(), options));
    this.equations = equations(basis.columns());
    this.solution = manager.zeros(new Shape(basis.labels(), basis.columns()));
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
        Looks looks = step == 0 ? first(scratch) : looks(scratch);
        if (looks.loss() > before) {
          factor /= 2;
          solution.subi(change.muli(0.5f));
          looks = at();
        }
        before = looks.loss();
        note(step, looks.own(), scratch);
        if (step < options.steps()) {
          NDArray next = equations.solve(looks).mul(factor);
          change.subi(change).addi(next);
          solution.addi(next);
        }
      }
    }
    return finite(trusted(solution).toFloatArray());
  }

  /** One point for the model as it was and one for each step. */
  List<CurvePoint> curve() {
    return curve;
  }

  Map<String, Double> metrics() {
    return metrics;
  }

  private Looks first(NDManager scratch) {
    own.lend(scratch);
    anchor.ifPresent(each -> each.lend(scratch));
    return new Looks(Look.first(own), anchor.map(Anchor::first), true);
  }

  private Looks looks(NDManager scratch) {
    own.lend(scratch);
    anchor.ifPresent(each -> each.lend(scratch));
    return at();
  }

  /** With the present weights, of parts that are lent already. */
  private Looks at() {
    Optional<Look> general = anchor.map(each -> Look.at(each.part(), solution));
    return new Looks(Look.at(own, solution), general, false);
  }

  private void note(int step, Look look, NDManager scratch) {
    double loss = look.meanLoss();
    Optional<Look> other = held.map(part -> look(part, scratch));
    curve.add(
        new CurvePoint(
            step,
            loss,
            other.map(Look::meanLoss).orElse(Double.NaN),
            other.map(Look::right).orElse(Double.NaN)));
    if (step == 0) {
      metrics.put("lossBefore", loss);
      metrics.put("accuracyBefore", look.right());
    }
    if (step == options.steps()) {
      metrics.put("loss", loss);
      metrics.put("trainAccuracy", look.right());
    }
  }

  private Look look(Part part, NDManager scratch) {
    part.lend(scratch);
    return Look.at(part, trusted(solution), taught);
  }

  private NDArray trusted(NDArray weights) {
    float trust = options.trust(own.rows());
    return trust < 1 ? weights.mul(trust) : weights;
  }

  /** From half as many uploads as columns on, equations for columns take less time. */
  private Equations equations(int columns) {
    return 2 * own.rows() < columns
        ? new DualEquations(manager, own, anchor, options.ridge())
        : new PrimalEquations(manager, own, anchor, options.ridge());
  }

  private long rows() {
    return own.rows() + anchor.map(each -> each.part().rows()).orElse(0L);
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
