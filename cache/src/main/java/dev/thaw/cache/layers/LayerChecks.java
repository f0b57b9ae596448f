package dev.thaw.cache.layers;

import dev.thaw.protocol.Digest;

/** What both stores refuse. */
final class LayerChecks {
  private LayerChecks() {}

  static void requireDigest(Digest digest, byte[] layer) {
    Digest actual = Digest.of(layer);
    if (!actual.equals(digest)) {
      throw new IllegalArgumentException(
          "layer of " + layer.length + " bytes has digest " + actual + ", not " + digest);
    }
  }
}
