package dev.thaw.cloud.registry;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Manifest;

/**
 * One entry of a scope's version history. Immutable.
 *
 * @param manifest task, scope, version, freeze state, layers with digests and sizes, time, metrics
 * @param digest the manifest's digest
 * @param verdict whether it was published; the layers of a version that was held back are not kept
 * @param current whether the scope runs it now
 */
public record ModelVersion(Manifest manifest, Digest digest, Verdict verdict, boolean current) {
  /** Bytes of the layers from the freeze point on. */
  public long headBytes() {
    return manifest.layers().stream()
        .skip(manifest.freeze().depth())
        .mapToLong(layer -> layer.sizeBytes())
        .sum();
  }
}
