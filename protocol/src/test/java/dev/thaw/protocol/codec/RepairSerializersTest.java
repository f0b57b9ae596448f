package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.codec.MalformedFrameException.Reason;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both messages end with their list of samples: a count, then the ids. */
class RepairSerializersTest {
  private static final FrameCodec CODEC = new FrameCodec(1 << 16);
  private static final Digest PREFIX = Digest.of(new byte[] {7});
  private static final FreezeState WANTED = new FreezeState(3, 9, PREFIX, Instant.EPOCH);

  static List<Message> withOneSample() {
    return List.of(repair(1), lost(1));
  }

  static List<Message> withTheMostSamples() {
    return List.of(repair(Message.MAX_SAMPLES), lost(Message.MAX_SAMPLES));
  }

  @ParameterizedTest
  @MethodSource("withTheMostSamples")
  void theMostSamplesComeBackInTheirOrder(Message message) {
    byte[] frame = bytes(message);

    assertThat(frame.length).isLessThan(Message.MAX_SAMPLES * SampleId.BYTES + 128);
    assertThat(CODEC.decode(Unpooled.wrappedBuffer(frame))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("withOneSample")
  void noSamplesAreRefused(Message message) {
    byte[] none = withSamples(bytes(message), new byte[] {0});

    assertThat(failure(none).reason()).isEqualTo(Reason.CONTENT);
    assertThat(failure(none)).hasMessageContaining("not 1 to 2048 samples: 0");
  }

  @ParameterizedTest
  @MethodSource("withOneSample")
  void oneSampleTooManyIsRefused(Message message) {
    int count = Message.MAX_SAMPLES + 1;
    byte[] samples = new byte[2 + count * SampleId.BYTES];
    samples[0] = (byte) (count & 0x7f | 0x80);
    samples[1] = (byte) (count >>> 7);
    byte[] tooMany = withSamples(bytes(message), samples);

    assertThat(failure(tooMany).reason()).isEqualTo(Reason.CONTENT);
    assertThat(failure(tooMany)).hasMessageContaining("2049 of samples");
  }

  @ParameterizedTest
  @MethodSource("withOneSample")
  void fewerBytesThanTheCountSaysAreRefused(Message message) {
    byte[] samples = new byte[1 + 2 * SampleId.BYTES - 1];
    samples[0] = 2;
    byte[] truncated = withSamples(bytes(message), samples);

    assertThat(failure(truncated).reason()).isEqualTo(Reason.CONTENT);
    assertThat(failure(truncated)).hasMessageContaining("2 of samples in 31 bytes");
  }

  @ParameterizedTest
  @MethodSource("withOneSample")
  void aFrameThatEndsEarlyIsRefusedAtEveryByte(Message message) {
    byte[] whole = bytes(message);
    for (int length = 0; length < whole.length; length++) {
      assertThat(failure(Arrays.copyOf(whole, length))).as("%d bytes", length).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("withOneSample")
  void aHeaderThatEndsEarlyIsRefusedAtEveryByte(Message message) {
    byte[] whole = bytes(message);
    int header = whole.length - Frame.LEAST_BYTES;
    for (int length = 0; length < header; length++) {
      byte[] shorter = Arrays.copyOf(whole, Frame.LEAST_BYTES + length);
      assertThat(failure(sealed(shorter)).reason())
          .as("%d bytes", length)
          .isEqualTo(Reason.CONTENT);
    }
  }

  /** {@code frame} with everything from the count of its one sample on replaced. */
  private static byte[] withSamples(byte[] frame, byte[] samples) {
    int before = frame.length - Frame.TRAILER_BYTES - SampleId.BYTES - 1;
    byte[] changed = Arrays.copyOf(frame, before + samples.length + Frame.TRAILER_BYTES);
    System.arraycopy(samples, 0, changed, before, samples.length);
    return sealed(changed);
  }

  private static byte[] sealed(byte[] frame) {
    ByteBuffer.wrap(frame)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(4, frame.length - Frame.LEAST_BYTES);
    return Mutations.sealed(frame);
  }

  private static Message repair(int samples) {
    return new Message.Repair("digits", WANTED, samples(samples));
  }

  private static Message lost(int samples) {
    return new Message.Lost("dev-1", "digits", 3, PREFIX, samples(samples));
  }

  private static List<SampleId> samples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> SampleId.ofInput(Digest.of(new byte[] {(byte) i, (byte) (i >> 8)})))
        .toList();
  }

  private static byte[] bytes(Message message) {
    return ByteBufUtil.getBytes(CODEC.encode(message));
  }

  private static MalformedFrameException failure(byte[] frame) {
    return catchThrowableOfType(
        MalformedFrameException.class, () -> CODEC.decode(Unpooled.wrappedBuffer(frame)));
  }
}
