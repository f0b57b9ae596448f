package dev.thaw.protocol.codec;

import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.MalformedFrameException.Reason;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;

/**
 * Manifests to canonical bytes, and those under an Ed25519 signature (RFC 8032) in an envelope. A
 * manifest has exactly one canonical form. Thread-safe.
 */
public final class ManifestCodec {
  private ManifestCodec() {}

  /** The canonical bytes of {@code manifest}: what is signed and hashed. */
  public static byte[] toBytes(Manifest manifest) {
    return FeatureCodec.bytesOf(manifest);
  }

  /**
   * The manifest with the given canonical bytes.
   *
   * @throws MalformedFrameException if they are not a manifest's, or not in its canonical form
   */
  public static Manifest fromBytes(byte[] canonical) {
    Manifest manifest = FeatureCodec.fromBytes(canonical, Manifest.class);
    if (!Arrays.equals(canonical, toBytes(manifest))) {
      throw new MalformedFrameException(Reason.CONTENT, "not the canonical bytes of the manifest");
    }
    return manifest;
  }

  /**
   * {@code manifest}, signed.
   *
   * @throws IllegalArgumentException if {@code key} is not an Ed25519 key
   */
  public static SignedManifest sign(Manifest manifest, PrivateKey key) {
    byte[] canonical = toBytes(manifest);
    return new SignedManifest(manifest, canonical, SigningKeys.sign(canonical, key));
  }

  /** The bytes that travel: signature and canonical bytes in one frame. */
  public static byte[] toEnvelope(SignedManifest signed) {
    return FeatureCodec.bytesOf(new Envelope(signed.signature(), signed.canonicalBytes()));
  }

  /**
   * Opens an envelope and checks its signature.
   *
   * @throws MalformedFrameException if the bytes are no envelope of a manifest
   * @throws BadSignatureException if {@code key} did not sign it
   * @throws IllegalArgumentException if {@code key} is not an Ed25519 key
   */
  public static SignedManifest verify(byte[] envelope, PublicKey key) {
    Envelope opened = FeatureCodec.fromBytes(envelope, Envelope.class);
    if (!SigningKeys.isSigned(opened.canonical(), opened.signature(), key)) {
      throw new BadSignatureException("the manifest is not signed by the expected key");
    }
    Manifest manifest = fromBytes(opened.canonical());
    return new SignedManifest(manifest, opened.canonical(), opened.signature());
  }
}
