package dev.thaw.cloud.registry;

import dev.thaw.protocol.SignedManifest;
import java.util.Optional;

/**
 * A version as it entered its scope's history. Immutable.
 *
 * @param signed what devices get; empty if it was held back
 */
public record Release(ModelVersion version, Optional<SignedManifest> signed) {}
