package dev.thaw.edge;

import dev.thaw.edge.install.InstalledModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * A model that a device runs. Immutable. Without a manifest it is the one that came with the app.
 *
 * @param manifest the digest of its manifest
 * @param scope whose it is
 * @param version its number within the scope; 0 without a manifest
 * @param createdAt when the manifest was made
 * @param freeze where the freeze point stands
 * @param layers how many there are
 */
public record ModelInfo(
    Optional<Digest> manifest,
    Optional<Scope> scope,
    long version,
    Optional<Instant> createdAt,
    FreezeState freeze,
    int layers) {
  static ModelInfo of(InstalledModel model) {
    return new ModelInfo(
        model.manifestDigest(),
        model.scope(),
        model.version(),
        model.manifestDigest().map(made -> model.createdAt()),
        model.freeze(),
        model.model().layerCount());
  }
}
