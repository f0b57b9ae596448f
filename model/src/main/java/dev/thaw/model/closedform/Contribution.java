package dev.thaw.model.closedform;

import dev.thaw.model.ModelException;
import java.util.Arrays;

/**
 * What one example adds to {@link Statistics}: its vector {@code phi} and what the model gets wrong
 * about it, the wanted probabilities less those that come out, as multiples of 2^-12. Immutable.
 */
public final class Contribution {
  /** One, in the fixed point of all values; no magnitude is larger. */
  static final int ONE = 1 << 12;

  /** A loss counts for no more than this many nats, so that sums have room. */
  private static final double MOST_NATS = 1 << 18;

  private final short[] phi;
  private final short[] error;
  private final int loss;
  private final boolean right;

  private Contribution(short[] phi, short[] error, int loss, boolean right) {
    this.phi = phi;
    this.error = error;
    this.loss = loss;
    this.right = right;
  }

  /**
   * Rounds what one example adds.
   *
   * @param phi magnitudes up to 1
   * @param logits the model's, divided by the temperature
   * @throws ModelException if a value is not finite
   */
  static Contribution of(float[] phi, double[] logits, int label) {
    double[] logs = logSoftmax(logits);
    double[] error = new double[logs.length];
    for (int i = 0; i < error.length; i++) {
      error[i] = (i == label ? 1 : 0) - StrictMath.exp(logs[i]);
    }
    double nats = Math.min(MOST_NATS, -logs[label]);
    int loss = (int) Math.rint(nats * ONE);
    return new Contribution(rounded(phi), rounded(error), loss, best(logits) == label);
  }

  /**
   * A fingerprint: contributions with another mark are not equal, those with the same mark are but
   * for a chance of about 2^-64.
   */
  public long mark() {
    long mark = loss * 2L + (right ? 1 : 0);
    for (short value : phi) {
      mark = mixed(mark, value);
    }
    for (short value : error) {
      mark = mixed(mark, value);
    }
    return mark;
  }

  short[] phi() {
    return phi;
  }

  short[] error() {
    return error;
  }

  /** Cross-entropy of the model as it is, in nats times {@link #ONE}. */
  int loss() {
    return loss;
  }

  /** Whether the model as it is recognises the example. */
  boolean right() {
    return right;
  }

  private static double[] logSoftmax(double[] logits) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double sum = 0;
    for (double logit : logits) {
      sum += StrictMath.exp(logit - largest);
    }
    double log = largest + StrictMath.log(sum);
    return Arrays.stream(logits).map(logit -> logit - log).toArray();
  }

  private static int best(double[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static short[] rounded(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return rounded(wide);
  }

  private static short[] rounded(double[] values) {
    short[] rounded = new short[values.length];
    for (int i = 0; i < rounded.length; i++) {
      double value = Math.rint(values[i] * ONE);
      if (!(Math.abs(value) <= ONE)) {
        throw new ModelException("head", "an example has a value that is not finite");
      }
      rounded[i] = (short) value;
    }
    return rounded;
  }

  private static long mixed(long mark, short value) {
    long mixed = (mark ^ value) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }
}
