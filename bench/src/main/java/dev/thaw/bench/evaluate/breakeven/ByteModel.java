package dev.thaw.bench.evaluate.breakeven;

/**
 * Bytes of one device by count. Split learning sends each of N samples once as a feature and pulls
 * V versions of the head: N q + V H. Raw upload sends inputs in their place: N r + V H. Federated
 * averaging sends the weights both ways in each of R rounds, whatever N is: 2 R H for the head, 2 R
 * M for the whole model. Immutable.
 *
 * @param feature bytes of one feature, q
 * @param raw bytes of one input, r
 * @param head bytes of the head as a rival sends it, H: 4 for each parameter, and framing
 * @param pulled bytes of one version of the head as a device pulls it
 * @param model bytes of the whole model, M
 */
record ByteModel(double feature, double raw, double head, double pulled, double model) {
  /** Bytes of a parameter. */
  static final int PARAMETER = Float.BYTES;

  private static final int BOTH_WAYS = 2;

  ByteModel {
    if (!(feature > 0 && raw > 0 && head > 0 && pulled > 0 && model > 0)) {
      throw new IllegalArgumentException(
          "not bytes: feature %s, raw %s, head %s, pulled %s, model %s"
              .formatted(feature, raw, head, pulled, model));
    }
  }

  /** A model whose head is pulled as rivals send it. */
  static ByteModel of(double feature, double raw, double head, double model) {
    return new ByteModel(feature, raw, head, head, model);
  }

  double features(double samples) {
    return samples * feature;
  }

  double split(double samples, Versions versions) {
    return features(samples) + versions.of(samples) * pulled;
  }

  double raw(double samples, Versions versions) {
    return samples * raw + versions.of(samples) * pulled;
  }

  double fedAvgHead(double rounds) {
    return BOTH_WAYS * rounds * head;
  }

  double fedAvgWhole(double rounds) {
    return BOTH_WAYS * rounds * model;
  }

  /**
   * Up to how many samples split learning sends no more than {@code bytes}; 0 if the versions alone
   * are more.
   */
  double samplesWithin(double bytes, Versions versions) {
    double left = bytes - versions.fixed() * pulled;
    return Math.max(0, left / (feature + versions.perSample() * pulled));
  }
}
