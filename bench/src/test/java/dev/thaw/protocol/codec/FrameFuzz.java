package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thaw.bench.fuzz.SealedFrame;
import dev.thaw.protocol.Message;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Whatever the bytes, they are refused as the codec says or decode to a value that comes back from
 * its own bytes. Each input is tried as it is and with its lengths and checksum put right.
 */
public final class FrameFuzz {
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);

  /** The key of RFC 8032, section 7.1, test 1, which the golden envelope is signed with. */
  private static final PublicKey KEY =
      SigningKeys.publicKey(
          HexFormat.of()
              .parseHex(
                  "302a300506032b6570032100"
                      + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

  private record Stored<T>(Function<byte[], T> read, Function<T, byte[]> write) {
    void check(byte[] bytes) {
      T value = read.apply(bytes);
      assertThat(read.apply(write.apply(value))).isEqualTo(value);
    }
  }

  private static final List<Stored<?>> STORED =
      List.of(
          new Stored<>(FeatureCodec::featureFromBytes, FeatureCodec::toBytes),
          new Stored<>(FeatureCodec::activationFromBytes, FeatureCodec::toBytes),
          new Stored<>(FeatureCodec::freezeStateFromBytes, FeatureCodec::toBytes),
          new Stored<>(FeatureCodec::taskSpecFromBytes, FeatureCodec::toBytes));

  @FuzzTest(maxDuration = "10m")
  void message(byte[] bytes) {
    for (byte[] frame : SealedFrame.asIsAndSealed(bytes)) {
      try {
        Message message = CODEC.fromBytes(frame);
        assertThat(CODEC.fromBytes(CODEC.toBytes(message))).isEqualTo(message);
      } catch (MalformedFrameException refused) {
        // as promised
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void stored(byte[] bytes) {
    for (byte[] frame : SealedFrame.asIsAndSealed(bytes)) {
      for (Stored<?> kind : STORED) {
        try {
          kind.check(frame.clone());
        } catch (MalformedFrameException refused) {
          // as promised
        }
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void manifest(byte[] bytes) {
    for (byte[] frame : SealedFrame.asIsAndSealed(bytes)) {
      try {
        assertThat(ManifestCodec.toBytes(ManifestCodec.fromBytes(frame))).isEqualTo(frame);
      } catch (MalformedFrameException refused) {
        // as promised
      }
      try {
        ManifestCodec.verify(frame, KEY);
      } catch (MalformedFrameException | BadSignatureException refused) {
        // as promised
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void publicKey(byte[] bytes) {
    try {
      SigningKeys.isSigned(new byte[1], bytes, SigningKeys.publicKey(bytes));
    } catch (IllegalArgumentException refused) {
      // as promised
    }
  }

  /** The first two bytes say how many values there are; what unpacks comes back when packed. */
  @FuzzTest(maxDuration = "10m")
  void packedValues(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.remaining() < 3) {
      return;
    }
    int count = 1 + Short.toUnsignedInt(in.getShort());
    try {
      byte[] values = PackedBytes.unpack(in.slice(), count);
      assertThat(values).hasSize(count);
      byte[] packed = PackedBytes.pack(ByteBuffer.wrap(values));
      boolean comesBack =
          packed.length == 0
              || Arrays.equals(values, PackedBytes.unpack(ByteBuffer.wrap(packed), count));
      assertThat(comesBack).isTrue();
    } catch (IllegalArgumentException refused) {
      // as promised
    }
  }
}
