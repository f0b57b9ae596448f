package dev.thaw.cloud.registry;

import dev.thaw.cloud.registry.Verdict.Withdrawn;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.ProtocolException;
import java.util.Optional;

/**
 * One version of a scope as it is stored: its manifest's canonical bytes, the verdict, and the
 * signature if it was published. What was held back is never signed. Immutable.
 */
record VersionRecord(Verdict verdict, Manifest manifest, Optional<SignedManifest> signed) {
  private static final int VERSION = 1;

  static VersionRecord of(Manifest manifest, Verdict verdict, SigningKey key) {
    Optional<SignedManifest> signed =
        verdict.published() ? Optional.of(key.sign(manifest)) : Optional.empty();
    return new VersionRecord(verdict, manifest, signed);
  }

  /** The same without signature; devices are not to have it any more. */
  VersionRecord withdrawn() {
    return new VersionRecord(Withdrawn.ERASED, manifest, Optional.empty());
  }

  ModelVersion asVersion(boolean current) {
    return new ModelVersion(manifest, Digest.of(canonical()), verdict, current);
  }

  byte[] toBytes() {
    return new RecordWriter(VERSION)
        .text(verdict.reason())
        .bytes(canonical())
        .optional(signed, (w, s) -> w.bytes(s.signature()))
        .toBytes();
  }

  static VersionRecord fromBytes(byte[] stored) {
    RecordReader in = new RecordReader("model version", VERSION, stored);
    String reason = in.text();
    byte[] canonical = in.bytes();
    Manifest manifest = manifest(canonical);
    Optional<SignedManifest> signed =
        in.optional(r -> new SignedManifest(manifest, canonical, r.bytes()));
    return new VersionRecord(verdict(reason, signed.isPresent()), manifest, signed);
  }

  private static Verdict verdict(String reason, boolean isSigned) {
    if (isSigned) {
      return new Verdict.Published(reason);
    }
    return reason.equals(Withdrawn.ERASED.reason())
        ? Withdrawn.ERASED
        : new Verdict.HeldBack(reason);
  }

  private byte[] canonical() {
    return signed
        .map(SignedManifest::canonicalBytes)
        .orElseGet(() -> ManifestCodec.toBytes(manifest));
  }

  private static Manifest manifest(byte[] canonical) {
    try {
      return ManifestCodec.fromBytes(canonical);
    } catch (ProtocolException e) {
      throw new CloudException(
          ErrorCode.STORAGE, "stored manifest is damaged: " + e.getMessage(), e);
    }
  }
}
