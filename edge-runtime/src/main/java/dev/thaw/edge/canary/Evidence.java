package dev.thaw.edge.canary;

/**
 * What disagreements of a head with the general model say against the head. Only samples on which
 * they disagree and exactly one of them is right tell anything about which is better (McNemar,
 * 1947). Immutable.
 *
 * <p>The measure is an e-value: a bet against "each such sample is won by the head with a
 * probability of at least one half, whatever came before", with stakes spread evenly over all worse
 * heads. While the sentence is true, the chance that the e-value ever reaches 20 is at most 1 in
 * 20, however often one looks (Ville's inequality; Ramdas, Grünwald, Vovk and Shafer,
 * "Game-theoretic statistics and safe anytime-valid inference", 2023). So each annotation may be
 * looked at when it comes. Seven lost samples in a row reach 20.
 *
 * @param generalRight samples on which the general model alone was right
 * @param headRight samples on which the head alone was right
 */
public record Evidence(int generalRight, int headRight) {
  /** From here on the head is not trusted. */
  static final double LIMIT = 20;

  /** From here down nothing speaks against the head any more. */
  static final double NOTHING = 1;

  public Evidence {
    if (generalRight < 0 || headRight < 0) {
      throw new IllegalArgumentException("not counts: " + generalRight + ", " + headRight);
    }
  }

  boolean isAgainstHead() {
    return eValue() >= LIMIT;
  }

  boolean isGone() {
    return eValue() <= NOTHING;
  }

  /**
   * {@code 2 integral (2p)^g (2(1-p))^h dp} over {@code p} from 1/2 to 1, for {@code g} samples won
   * by the general model and {@code h} by the head. By the incomplete beta function of whole
   * arguments that is {@code sum C(n+1, k) / ((n+1) C(n, g))} over {@code k} from 0 to {@code g},
   * with {@code n = g+h}. Exact but for rounding up to about a thousand samples.
   */
  double eValue() {
    int n = generalRight + headRight;
    double term = 1; // C(n+1, k)
    double sum = 1;
    for (int k = 1; k <= generalRight; k++) {
      term *= (double) (n + 2 - k) / k;
      sum += term;
    }
    double choices = term * (headRight + 1) / (n + 1); // C(n, g) from C(n+1, g)
    return sum / ((n + 1) * choices);
  }
}
