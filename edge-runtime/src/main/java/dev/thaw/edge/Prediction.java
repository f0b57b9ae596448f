package dev.thaw.edge;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the model says about one input. Immutable, but the array is not copied.
 *
 * @param sample names the input from now on, for {@link EdgeRuntime#annotate}
 * @param label the most probable label
 * @param labelIndex its place in the task's labels
 * @param probabilities one per label, in the task's order; sums to 1
 * @param cacheHit whether the activation at the freeze point was in the cache, so that no frozen
 *     layer ran
 * @param fellBack whether the general model answered in the place of the device's own head, because
 *     later annotations speak against that
 * @param model the digest of the manifest that was installed; empty while the bundled model runs
 * @param elapsedNanos how long it took
 */
@SuppressWarnings("ArrayRecordComponent") // a fresh array per prediction, handed over
public record Prediction(
    SampleId sample,
    String label,
    int labelIndex,
    float[] probabilities,
    boolean cacheHit,
    boolean fellBack,
    Optional<Digest> model,
    long elapsedNanos) {

  /** The probability of {@link #label}. */
  public float confidence() {
    return probabilities[labelIndex];
  }

  @Override
  public String toString() {
    return label
        + " ("
        + confidence()
        + (cacheHit ? ", hit" : ", miss")
        + ") of "
        + Arrays.toString(probabilities);
  }
}
