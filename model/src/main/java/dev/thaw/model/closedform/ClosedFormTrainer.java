package dev.thaw.model.closedform;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.Taught;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fits a residual layer behind a model that stays as it is: {@code logits / T + W phi}. Uploads are
 * to be recognised as their labels; general examples as the model recognises them now, so that what
 * a person never corrected stays as it was. How far the head may prefer labels that were uploaded
 * to others is bounded, see {@link Taught}. Each step solves one ridge regression for what is left
 * of the error and adds its solution: an ascent of the likelihood with a bound on its curvature in
 * place of the curvature itself (Böhning, 1992), which one Cholesky factor serves.
 *
 * <p>Thread-safe; trainings on several threads run side by side. The same examples in the same
 * order give the same bytes on the same machine. What the last general examples gave is kept on the
 * heap for the next head.
 */
public final class ClosedFormTrainer {
  private static final double NANOS = 1e9;

  private final AtomicReference<@Nullable Reference> known = new AtomicReference<>();

  /**
   * Fits a head. Blocks.
   *
   * @param start unchanged
   * @param examples uploads, each of its weight, and what is only measured on after each step
   * @param general what is to stay as it is; labels are not used, weight 0 is left out
   * @return the layers {@code [depth, n)} of {@code start} as they are, and the residual layer
   * @throws IllegalArgumentException if no residual layer can be fitted at this depth, or an
   *     activation's shape or a label does not fit
   * @throws ModelException if an example has a value that is not finite, or the equations cannot be
   *     solved
   */
  public TrainedHead train(
      LayeredModel start,
      int depth,
      HeadExamples examples,
      List<Example> general,
      ClosedFormOptions options) {
    ResidualBasis basis = basis(start, depth);
    requireLabels(examples.training(), basis.labels());
    requireLabels(examples.validation(), basis.labels());
    FiniteExamples.require(examples.training());
    long begun = System.nanoTime();
    try (NDManager manager = TorchRuntime.newManager()) {
      Optional<Reference> reference = reference(start, depth, basis, general, options);
      Taught taught = new Taught(labels(examples.training()), options.share());
      Fit fit = new Fit(manager, basis, examples, taught, reference, options);
      float[] weights = fit.solve();
      List<byte[]> layers =
          basis.head(1 / options.temperature(), weights, options.packed(), taught);
      Map<String, Double> metrics = new HashMap<>(fit.metrics());
      metrics.put("seconds", (System.nanoTime() - begun) / NANOS);
      return new TrainedHead(layers, metrics, fit.curve());
    } catch (EngineException e) {
      throw new ModelException("head", "could not be fitted", e);
    }
  }

  private Optional<Reference> reference(
      LayeredModel start,
      int depth,
      ResidualBasis basis,
      List<Example> all,
      ClosedFormOptions options) {
    List<Example> general = all.stream().filter(example -> example.weight() > 0).toList();
    if (general.isEmpty()) {
      return Optional.empty();
    }
    Digest model = start.prefixDigest(start.layerCount());
    Reference last = known.get();
    if (last == null || !last.isOf(model, depth, general, options)) {
      last = new Reference(basis, model, depth, general, options);
      known.set(last);
    }
    return Optional.of(last);
  }

  private static ResidualBasis basis(LayeredModel start, int depth) {
    return ResidualBasis.of(start, depth)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no residual layer can be fitted to " + start + " at depth " + depth));
  }

  private static Set<Integer> labels(List<Example> examples) {
    return examples.stream().map(Example::label).collect(Collectors.toSet());
  }

  private static void requireLabels(List<Example> examples, int labels) {
    for (Example example : examples) {
      if (example.label() >= labels) {
        throw new IllegalArgumentException(
            "no label " + example.label() + " of " + labels + " labels");
      }
    }
  }
}
