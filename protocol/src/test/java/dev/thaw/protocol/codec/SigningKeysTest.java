package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
  private static final KeyPair KEYS = SigningKeys.generate(new SecureRandom());
  private static final byte[] CONTENT = "a base model".getBytes(StandardCharsets.UTF_8);

  /** RFC 8032, section 7.1, test 2. */
  @Test
  void signaturesAreThoseOfTheStandard() {
    PrivateKey secret =
        SigningKeys.privateKey(
            bytes(
                "302e020100300506032b657004220420"
                    + "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    PublicKey open =
        SigningKeys.publicKey(
            bytes(
                "302a300506032b6570032100"
                    + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
    byte[] signature =
        bytes(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");

    assertThat(SigningKeys.sign(bytes("72"), secret)).isEqualTo(signature);
    assertThat(SigningKeys.isSigned(bytes("72"), signature, open)).isTrue();
  }

  @Test
  void whatIsSignedIsRecognised() {
    for (byte[] content : new byte[][] {CONTENT, {}}) {
      byte[] signature = SigningKeys.sign(content, KEYS.getPrivate());
      assertThat(SigningKeys.isSigned(content, signature, KEYS.getPublic())).isTrue();
    }
  }

  @Test
  void aFlippedBitOfContentOrSignatureIsNoticed() {
    byte[] signature = SigningKeys.sign(CONTENT, KEYS.getPrivate());
    for (int bit = 0; bit < CONTENT.length * Byte.SIZE; bit++) {
      byte[] flipped = flipped(CONTENT, bit);
      assertThat(SigningKeys.isSigned(flipped, signature, KEYS.getPublic())).isFalse();
    }
    for (int bit = 0; bit < signature.length * Byte.SIZE; bit++) {
      byte[] flipped = flipped(signature, bit);
      assertThat(SigningKeys.isSigned(CONTENT, flipped, KEYS.getPublic()))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @Test
  void whatHasNotTheFormOfASignatureIsNone() {
    byte[] signature = SigningKeys.sign(CONTENT, KEYS.getPrivate());
    for (int length : new int[] {0, 1, 63, 65, 128}) {
      byte[] other = Arrays.copyOf(signature, length);
      assertThat(SigningKeys.isSigned(CONTENT, other, KEYS.getPublic()))
          .as("%d bytes", length)
          .isFalse();
    }
  }

  @Test
  void anotherKeysSignatureIsNone() {
    KeyPair other = SigningKeys.generate(new SecureRandom());
    byte[] signature = SigningKeys.sign(CONTENT, other.getPrivate());

    assertThat(SigningKeys.isSigned(CONTENT, signature, KEYS.getPublic())).isFalse();
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws NoSuchAlgorithmException {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKeys.sign(CONTENT, rsa.getPrivate()))
        .withMessage("not an Ed25519 private key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKeys.isSigned(CONTENT, new byte[64], rsa.getPublic()))
        .withMessage("not an Ed25519 public key");
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return flipped;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
