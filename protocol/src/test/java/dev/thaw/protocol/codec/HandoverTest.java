package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Manifest;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final KeyPair OLD = SigningKeys.generate(RANDOM);
  private static final KeyPair NEW = SigningKeys.generate(RANDOM);
  private static final KeyPair STRANGER = SigningKeys.generate(RANDOM);

  private final RandomValues values = new RandomValues(12);

  @Test
  void whatBothKeysSignedLeadsFromTheOneToTheOther() {
    for (int i = 0; i < 40; i++) {
      Manifest manifest = values.manifest();
      Handover read = Handover.fromBytes(Handover.sign(manifest, OLD, NEW).toBytes());
      assertThat(read.verify(OLD.getPublic())).isEqualTo(NEW.getPublic());
      assertThat(read.manifestDigest()).isEqualTo(Digest.of(ManifestCodec.toBytes(manifest)));
    }
  }

  @Test
  void nobodyElsesKeyLeadsAnywhere() {
    Handover handover = Handover.sign(values.manifest(), OLD, NEW);
    assertThatThrownBy(() -> handover.verify(STRANGER.getPublic()))
        .isInstanceOf(BadSignatureException.class)
        .hasMessageContaining("trusted key");
    assertThatThrownBy(() -> handover.verify(NEW.getPublic()))
        .isInstanceOf(BadSignatureException.class);
  }

  @Test
  void aHandoverThatTheOldKeyDidNotSignIsRefused() {
    Handover forged = Handover.sign(values.manifest(), STRANGER, NEW);
    assertThatThrownBy(() -> forged.verify(OLD.getPublic()))
        .isInstanceOf(BadSignatureException.class)
        .hasMessageContaining("trusted key");
  }

  @Test
  void aHandoverToAKeyThatDidNotSignItIsRefused() {
    KeyPair pretended = new KeyPair(NEW.getPublic(), STRANGER.getPrivate());
    Handover forged = Handover.sign(values.manifest(), OLD, pretended);
    assertThatThrownBy(() -> forged.verify(OLD.getPublic()))
        .isInstanceOf(BadSignatureException.class)
        .hasMessageContaining("key that it names");
  }

  @Test
  void theSignatureOfAManifestIsNoneOfAHandover() {
    Manifest manifest = values.manifest();
    byte[] frame = Handover.sign(manifest, OLD, NEW).toBytes();
    byte[] envelope = ManifestCodec.toEnvelope(ManifestCodec.sign(manifest, OLD.getPrivate()));
    System.arraycopy(envelope, Frame.PREAMBLE_BYTES, frame, Frame.PREAMBLE_BYTES, 64);

    assertThatThrownBy(() -> Handover.fromBytes(Mutations.sealed(frame)).verify(OLD.getPublic()))
        .isInstanceOf(BadSignatureException.class);
    assertThatThrownBy(() -> Handover.fromBytes(envelope))
        .isInstanceOf(MalformedFrameException.class);
    assertThatThrownBy(() -> ManifestCodec.verify(frame, OLD.getPublic()))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void anyFlippedBitUnderAGoodChecksumIsRefused() {
    byte[] frame = Handover.sign(values.manifest(), OLD, NEW).toBytes();
    for (int i = Frame.PREAMBLE_BYTES; i < frame.length - Frame.TRAILER_BYTES; i++) {
      byte[] flipped = frame.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      assertRefused(Mutations.sealed(flipped));
    }
  }

  @Test
  void randomBytesUnderAGoodChecksumAreRefusedInOrder() {
    long seed = RANDOM.nextLong();
    System.out.println("HandoverTest seed " + seed);
    Random random = new Random(seed);
    byte[] frame = Handover.sign(values.manifest(), OLD, NEW).toBytes();
    for (int i = 0; i < 200; i++) {
      byte[] changed = frame.clone();
      for (int n = random.nextInt(8); n >= 0; n--) {
        changed[4 + random.nextInt(frame.length - 4)] = (byte) random.nextInt();
      }
      byte[] sealed = Mutations.sealed(changed);
      if (!java.util.Arrays.equals(sealed, frame)) {
        assertRefused(sealed);
      }
    }
  }

  private static void assertRefused(byte[] frame) {
    assertThatThrownBy(() -> Handover.fromBytes(frame).verify(OLD.getPublic()))
        .isInstanceOf(ProtocolException.class);
  }
}
