package dev.thaw.cloud.training;

import java.util.Map;

/**
 * How many of a scope's held-out uploads were recognised by a head that was trained on the others.
 * Immutable.
 *
 * <p>Of a head that devices judged it is about that head itself, which was not trained on what they
 * held out. Otherwise it tells whether training on this scope's uploads teaches what its other
 * uploads need; it is not about the published head, which is trained on all uploads and should be a
 * little better, and no estimate for what the scope writes next: the held-out uploads have the same
 * classes in the same proportions as the others, and most are corrections.
 *
 * @param samples uploads held out
 * @param before share of them that the head it started from gets right, 0 to 1: the base model's
 *     for the global scope, the global one for all others, whatever the scope itself ran before
 * @param after the same by the head trained on the other uploads
 * @param seconds wall time of that training
 */
public record Validation(long samples, double before, double after, double seconds) {
  /** What the manifest says about it. */
  Map<String, Double> metrics() {
    return Map.of(
        "validation.samples", (double) samples,
        "validation.before", before,
        "validation.after", after);
  }
}
