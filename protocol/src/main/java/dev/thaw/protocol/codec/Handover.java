package dev.thaw.protocol.codec;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.MalformedFrameException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;

/**
 * A manifest signed with two keys, by which the cloud passes from the old signing key to a new one:
 * who trusts the old key may trust the new one from then on. Both Ed25519 signatures (RFC 8032) are
 * made over
 *
 * <pre>"thaw handover 1" 00 | old public key | new public key | canonical manifest bytes</pre>
 *
 * both keys as X.509 SubjectPublicKeyInfo, {@value SigningKeys#PUBLIC_BYTES} bytes each; the text
 * tells it from the signature of a manifest. Immutable.
 */
public final class Handover {
  private static final byte[] DOMAIN = "thaw handover 1\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] newKey;
  private final byte[] canonical;
  private final byte[] oldSignature;
  private final byte[] newSignature;

  private Handover(byte[] newKey, byte[] canonical, byte[] oldSignature, byte[] newSignature) {
    this.newKey = newKey;
    this.canonical = canonical;
    this.oldSignature = oldSignature;
    this.newSignature = newSignature;
  }

  /**
   * The handover from one pair of keys to the next.
   *
   * @throws IllegalArgumentException if one is not Ed25519
   */
  public static Handover sign(Manifest manifest, KeyPair from, KeyPair to) {
    byte[] canonical = ManifestCodec.toBytes(manifest);
    byte[] newKey = SigningKeys.toBytes(to.getPublic());
    byte[] content = content(SigningKeys.toBytes(from.getPublic()), newKey, canonical);
    return new Handover(
        newKey,
        canonical,
        SigningKeys.sign(content, from.getPrivate()),
        SigningKeys.sign(content, to.getPrivate()));
  }

  /**
   * Reads a frame; nothing is verified yet.
   *
   * @throws MalformedFrameException if it is no handover, or its manifest or key is none
   */
  public static Handover fromBytes(byte[] frame) {
    Handover handover = FeatureCodec.fromBytes(frame, Handover.class);
    ManifestCodec.fromBytes(handover.canonical);
    handover.readKey();
    return handover;
  }

  /** The frame that travels. */
  public byte[] toBytes() {
    return FeatureCodec.bytesOf(this);
  }

  /**
   * The key that is to be trusted after {@code trusted}.
   *
   * @throws BadSignatureException if not both keys have signed it
   */
  public PublicKey verify(PublicKey trusted) {
    PublicKey next = readKey();
    byte[] content = content(SigningKeys.toBytes(trusted), newKey, canonical);
    if (!SigningKeys.isSigned(content, oldSignature, trusted)) {
      throw new BadSignatureException("the handover is not signed by the trusted key");
    }
    if (!isSignedBy(next, content)) {
      throw new BadSignatureException("the handover is not signed by the key that it names");
    }
    return next;
  }

  /** The digest of the manifest that both keys have signed. */
  public Digest manifestDigest() {
    return Digest.of(canonical);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Handover that && Arrays.equals(toBytes(), that.toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(oldSignature);
  }

  private boolean isSignedBy(PublicKey next, byte[] content) {
    try {
      return SigningKeys.isSigned(content, newSignature, next);
    } catch (IllegalArgumentException e) {
      return false; // has the form of a key, but is no point of the curve
    }
  }

  private PublicKey readKey() {
    try {
      return SigningKeys.publicKey(newKey);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(Reason.CONTENT, "not a HANDOVER: " + e.getMessage());
    }
  }

  private static byte[] content(byte[] oldKey, byte[] newKey, byte[] canonical) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(DOMAIN);
    content.writeBytes(oldKey);
    content.writeBytes(newKey);
    content.writeBytes(canonical);
    return content.toByteArray();
  }

  static final class OfHandover extends HeaderSerializer<Handover> {
    @Override
    void write(HeaderOutput out, Handover handover) {
      out.writeBytes(handover.oldSignature);
      out.writeBytes(handover.newSignature);
      out.writeBytes(handover.newKey);
      out.putPayload(ByteBuffer.wrap(handover.canonical));
    }

    @Override
    Handover read(HeaderInput in) {
      byte[] oldSignature = in.take(SignedManifest.SIGNATURE_BYTES);
      byte[] newSignature = in.take(SignedManifest.SIGNATURE_BYTES);
      byte[] newKey = in.take(SigningKeys.PUBLIC_BYTES);
      ByteBuffer payload = in.takePayload();
      byte[] canonical = new byte[payload.remaining()];
      payload.get(canonical);
      return new Handover(newKey, canonical, oldSignature, newSignature);
    }
  }
}
