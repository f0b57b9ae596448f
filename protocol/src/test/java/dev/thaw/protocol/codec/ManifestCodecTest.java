package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SignedManifest;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {
  private static final KeyPair KEYS = SigningKeys.generate(new SecureRandom());

  private final RandomValues values = new RandomValues(11);

  @Test
  void everyManifestHasOneCanonicalForm() {
    for (int i = 0; i < 500; i++) {
      Manifest manifest = values.manifest();
      byte[] canonical = ManifestCodec.toBytes(manifest);
      assertThat(ManifestCodec.fromBytes(canonical)).isEqualTo(manifest);
    }
  }

  @Test
  void anotherFormOfTheSameManifestIsRefused() {
    byte[] canonical = ManifestCodec.toBytes(values.manifest());
    int name = canonical[Frame.PREAMBLE_BYTES];
    byte[] longer = new byte[canonical.length + 1];
    System.arraycopy(canonical, 0, longer, 0, Frame.PREAMBLE_BYTES);
    longer[Frame.PREAMBLE_BYTES] = (byte) (name | 0x80); // the same length in two bytes
    int rest = Frame.PREAMBLE_BYTES + 1;
    System.arraycopy(canonical, rest, longer, rest + 1, canonical.length - rest);
    longer[4]++;
    longer[5] += (byte) (longer[4] == 0 ? 1 : 0);
    assertThatThrownBy(() -> ManifestCodec.fromBytes(Mutations.sealed(longer)))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("canonical");
  }

  @Test
  void whatIsSignedVerifies() {
    SignedManifest signed = ManifestCodec.sign(values.manifest(), KEYS.getPrivate());
    SignedManifest opened =
        ManifestCodec.verify(ManifestCodec.toEnvelope(signed), KEYS.getPublic());
    assertThat(opened.manifest()).isEqualTo(signed.manifest());
    assertThat(opened.signature()).isEqualTo(signed.signature());
    assertThat(opened.digest()).isEqualTo(Digest.of(ManifestCodec.toBytes(signed.manifest())));
  }

  @Test
  void anyFlippedBitIsRefused() {
    SignedManifest signed = ManifestCodec.sign(values.manifest(), KEYS.getPrivate());
    byte[] envelope = ManifestCodec.toEnvelope(signed);
    for (int i = 0; i < envelope.length; i++) {
      byte[] flipped = envelope.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> ManifestCodec.verify(flipped, KEYS.getPublic()))
          .as("byte %d", i)
          .isInstanceOf(MalformedFrameException.class);
    }
  }

  @Test
  void aFlippedByteOfManifestOrSignatureBreaksTheSignature() {
    SignedManifest signed = ManifestCodec.sign(values.manifest(), KEYS.getPrivate());
    byte[] envelope = ManifestCodec.toEnvelope(signed);
    for (int i = Frame.PREAMBLE_BYTES; i < envelope.length - Frame.TRAILER_BYTES; i++) {
      byte[] flipped = envelope.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> ManifestCodec.verify(Mutations.sealed(flipped), KEYS.getPublic()))
          .as("byte %d", i)
          .isInstanceOf(BadSignatureException.class)
          .extracting(e -> ((ProtocolException) e).error())
          .isEqualTo(ErrorCode.FORBIDDEN);
    }
  }

  @Test
  void anotherKeysSignatureIsRefused() {
    KeyPair other = SigningKeys.generate(new SecureRandom());
    byte[] envelope =
        ManifestCodec.toEnvelope(ManifestCodec.sign(values.manifest(), other.getPrivate()));
    assertThatThrownBy(() -> ManifestCodec.verify(envelope, KEYS.getPublic()))
        .isInstanceOf(BadSignatureException.class);
  }

  @Test
  void keysAreReadAsTheyWereWritten() {
    byte[] secret = SigningKeys.toBytes(KEYS.getPrivate());
    byte[] open = SigningKeys.toBytes(KEYS.getPublic());
    SignedManifest signed = ManifestCodec.sign(values.manifest(), SigningKeys.privateKey(secret));
    byte[] envelope = ManifestCodec.toEnvelope(signed);
    assertThat(ManifestCodec.verify(envelope, SigningKeys.publicKey(open)).digest())
        .isEqualTo(signed.digest());
  }

  @Test
  void whatIsNoKeyIsRefused() throws NoSuchAlgorithmException {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKeys.publicKey(rsa.getPublic().getEncoded()))
        .withMessageContaining("Ed25519");
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKeys.privateKey(new byte[4]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ManifestCodec.sign(values.manifest(), rsa.getPrivate()));
  }
}
