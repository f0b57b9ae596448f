package dev.thaw.model.closedform;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.Taught;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.TrainedHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Fits the residual layer of {@link ClosedFormTrainer} in a single step, for which sums over the
 * uploads are enough: a scope whose statistics are kept is trained without reading what it uploaded
 * before. It is less accurate than several steps.
 *
 * <p>The step is {@link ClosedFormOptions#stepFactor} times the solution, or less if the bound on
 * the curvature (Böhning, 1992) does not warrant that the loss over uploads and general examples
 * gets no greater; four times is always warranted.
 *
 * <p>Thread-safe. The same uploads, in whatever order they were added, and the same general
 * examples give the same bytes on the same machine. What the last general examples gave is kept on
 * the heap for the next head.
 */
public final class OneStepTrainer {
  private static final double NANOS = 1e9;

  private final AtomicReference<@Nullable GeneralSums> known = new AtomicReference<>();

  /**
   * Fits a head. Blocks.
   *
   * @param start unchanged
   * @param uploads made with {@link Contributions} of the same start, depth and temperature; not
   *     empty, unchanged
   * @param labels those of the uploads
   * @param held only measured on
   * @param general what is to stay as it is; labels are not used, weight 0 is left out
   * @param options of which the number of steps is not used
   * @return the layers {@code [depth, n)} of {@code start} as they are, and the residual layer.
   *     Without {@code trainAccuracy}; {@code loss} is no measured value but a bound that the loss
   *     over the uploads does not exceed
   * @throws IllegalArgumentException if no residual layer can be fitted at this depth, or the
   *     statistics do not fit or are empty
   * @throws ModelException if the equations cannot be solved, or a general example has a value that
   *     is not finite
   */
  public TrainedHead train(
      LayeredModel start,
      int depth,
      Statistics uploads,
      Set<Integer> labels,
      List<Example> held,
      List<Example> general,
      ClosedFormOptions options) {
    long begun = System.nanoTime();
    ResidualBasis basis = basis(start, depth, uploads);
    Optional<GeneralSums> beside = beside(start, depth, general, options);
    try (NDManager manager = TorchRuntime.newManager()) {
      Taught taught = new Taught(labels, options.share());
      OneStep step = new OneStep(manager, uploads, beside, options);
      float[] weights = step.weights();
      List<byte[]> layers =
          basis.head(1 / options.temperature(), weights, options.packed(), taught);
      Map<String, Double> metrics = new HashMap<>(step.metrics());
      metrics.put("seconds", (System.nanoTime() - begun) / NANOS);
      return new TrainedHead(layers, metrics, step.curve(basis, held, taught));
    } catch (EngineException e) {
      throw new ModelException("head", "could not be fitted", e);
    }
  }

  private static ResidualBasis basis(LayeredModel start, int depth, Statistics uploads) {
    ResidualBasis basis =
        ResidualBasis.of(start, depth)
            .filter(found -> found.columns() == uploads.columns())
            .filter(found -> found.labels() == uploads.labels())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the statistics do not fit " + start + " at depth " + depth));
    if (uploads.samples() == 0) {
      throw new IllegalArgumentException("no example in the statistics");
    }
    return basis;
  }

  private Optional<GeneralSums> beside(
      LayeredModel start, int depth, List<Example> all, ClosedFormOptions options) {
    List<Example> general = all.stream().filter(example -> example.weight() > 0).toList();
    if (general.isEmpty()) {
      return Optional.empty();
    }
    Contributions of = Contributions.of(start, depth, options.temperature());
    GeneralSums last = known.get();
    if (last == null || !last.isOf(of.identity(), general)) {
      FiniteExamples.require(general);
      last = of.sums(general);
      known.set(last);
    }
    return Optional.of(last);
  }
}
