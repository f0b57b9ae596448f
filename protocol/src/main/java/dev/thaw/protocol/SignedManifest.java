package dev.thaw.protocol;

/**
 * A manifest in its canonical bytes, with the cloud's Ed25519 signature (RFC 8032) over exactly
 * those bytes. The digest of the bytes names the model version and is its HTTP entity tag.
 * Immutable.
 *
 * <p>The bytes are kept as they were signed: {@code dev.thaw.protocol.codec.ManifestCodec} makes
 * and verifies them.
 */
public final class SignedManifest {
  /** Length of an Ed25519 signature in bytes. */
  public static final int SIGNATURE_BYTES = 64;

  private final Manifest manifest;
  private final byte[] canonical;
  private final byte[] signature;

  /**
   * @throws IllegalArgumentException if the signature has not 64 bytes
   */
  public SignedManifest(Manifest manifest, byte[] canonical, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      throw new IllegalArgumentException(
          "an Ed25519 signature has 64 bytes, not " + signature.length);
    }
    this.manifest = manifest;
    this.canonical = canonical.clone();
    this.signature = signature.clone();
  }

  /** What was signed, decoded. */
  public Manifest manifest() {
    return manifest;
  }

  /** A copy of the bytes that were signed. */
  public byte[] canonicalBytes() {
    return canonical.clone();
  }

  /** A copy of the signature. */
  public byte[] signature() {
    return signature.clone();
  }

  /** The digest of the canonical bytes. */
  public Digest digest() {
    return Digest.of(canonical);
  }
}
