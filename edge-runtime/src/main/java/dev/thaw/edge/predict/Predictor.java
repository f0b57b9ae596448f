package dev.thaw.edge.predict;

import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.predict.Activations.Found;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Predicts: on a hit the thawed layers alone run, on a miss the frozen ones run once before them.
 * Both ways the same slices run on the same values, so that the results are equal bit for bit
 * (invariant I2). Thread-safe.
 */
public final class Predictor {
  /**
   * A prediction as it comes out of the model.
   *
   * @param probabilities softmax over the labels
   * @param hit whether no frozen layer ran
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not shared
  public record Scored(
      SampleId sample,
      String label,
      int labelIndex,
      float[] probabilities,
      boolean hit,
      Optional<Digest> manifest,
      long elapsedNanos) {}

  private final ModelShelf shelf;
  private final Activations activations;
  private final LongAdder hits = new LongAdder();
  private final LongAdder extended = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder hitNanos = new LongAdder();
  private final LongAdder missNanos = new LongAdder();

  public Predictor(ModelShelf shelf, Activations activations) {
    this.shelf = shelf;
    this.activations = activations;
  }

  /**
   * Predicts for {@code input}. Blocks for the computation.
   *
   * @throws IllegalArgumentException if the input has a wrong shape or dtype, or a value that is
   *     not finite
   */
  public Scored predict(List<Tensor> input) {
    long start = System.nanoTime();
    try (ModelShelf.Lease lease = shelf.lease()) {
      InstalledModel model = lease.get();
      Inputs.require(model.model().task(), input);
      SampleId sample = Inputs.identify(input);
      Optional<Found> found = activations.findIfReadable(model, sample);
      Activation activation =
          found.map(Found::activation).orElseGet(() -> activations.compute(model, sample, input));
      boolean hit = found.isPresent() && !found.get().extended();
      Scored scored = score(model, activation, hit, start);
      count(found, scored.elapsedNanos);
      return scored;
    }
  }

  /** The counters as of now. */
  public PredictCounts counts() {
    return new PredictCounts(
        hits.sum(),
        extended.sum(),
        misses.sum(),
        activations.uncached(),
        hitNanos.sum(),
        missNanos.sum());
  }

  private static Scored score(
      InstalledModel model, Activation activation, boolean hit, long startNanos) {
    int layers = model.model().layerCount();
    List<Tensor> logits = model.model().forward(activation.cut(), layers, activation.tensors());
    float[] probabilities = Softmax.of(logits.get(0).toFloats());
    int best = Softmax.largest(probabilities);
    return new Scored(
        activation.sample(),
        model.model().task().labels().get(best),
        best,
        probabilities,
        hit,
        model.manifestDigest(),
        System.nanoTime() - startNanos);
  }

  private void count(Optional<Found> found, long nanos) {
    if (found.isEmpty()) {
      misses.increment();
      missNanos.add(nanos);
    } else if (found.get().extended()) {
      extended.increment();
    } else {
      hits.increment();
      hitNanos.add(nanos);
    }
  }
}
