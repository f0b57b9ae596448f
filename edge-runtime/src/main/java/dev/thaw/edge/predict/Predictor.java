package dev.thaw.edge.predict;

import dev.thaw.edge.canary.Canary;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.predict.Activations.Found;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.LayeredModel.Logits;
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
   * @param general whether the general model answers in the place of the head that the canary does
   *     not trust
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not shared
  public record Scored(
      SampleId sample,
      String label,
      int labelIndex,
      float[] probabilities,
      boolean hit,
      boolean general,
      Optional<Digest> manifest,
      long elapsedNanos) {}

  private final ModelShelf shelf;
  private final Activations activations;
  private final Canary canary;
  private final LongAdder hits = new LongAdder();
  private final LongAdder extended = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder hitNanos = new LongAdder();
  private final LongAdder missNanos = new LongAdder();

  /** A predictor that gives the head's answer or the general model's, as {@code canary} says. */
  public Predictor(ModelShelf shelf, Activations activations, Canary canary) {
    this.shelf = shelf;
    this.activations = activations;
    this.canary = canary;
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

  private Scored score(InstalledModel model, Activation activation, boolean hit, long startNanos) {
    Logits logits = logits(model, activation);
    float[] own = logits.own().toFloats();
    Optional<float[]> general =
        logits
            .general()
            .map(Tensor::toFloats)
            .filter(wide -> isPreferred(wide, own, model, activation));
    float[] probabilities = Softmax.of(general.orElse(own));
    int best = Softmax.largest(probabilities);
    return new Scored(
        activation.sample(),
        model.model().task().labels().get(best),
        best,
        probabilities,
        hit,
        general.isPresent(),
        model.manifestDigest(),
        System.nanoTime() - startNanos);
  }

  private Logits logits(InstalledModel model, Activation activation) {
    return canary.isWatching(model)
        ? model.logits(activation.cut(), activation.tensors())
        : new Logits(own(model, activation), Optional.empty());
  }

  private static Tensor own(InstalledModel model, Activation activation) {
    LayeredModel layers = model.model();
    return layers.forward(activation.cut(), layers.layerCount(), activation.tensors()).get(0);
  }

  private boolean isPreferred(
      float[] general, float[] own, InstalledModel model, Activation activation) {
    return canary.prefersGeneral(
        model, activation.sample(), Softmax.largest(own), Softmax.largest(general));
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
