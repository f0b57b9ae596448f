package dev.thaw.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.MalformedFrameException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
  private static final long SEED = 42;
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);

  private final RandomValues values = new RandomValues(SEED);

  @Test
  void everyMessageComesBack() {
    for (int i = 0; i < 5_000; i++) {
      Message message = values.message();
      ByteBuf frame = CODEC.encode(message);
      assertThat(CODEC.decode(frame)).as("seed %d, message %d", SEED, i).isEqualTo(message);
    }
  }

  @Test
  void indicesAndReferencesAreLeftAlone() {
    ByteBuf frame = Unpooled.copiedBuffer(new byte[3], bytes(values.batch()), new byte[5]);
    frame.readerIndex(3).writerIndex(frame.writerIndex() - 5);
    int readable = frame.readableBytes();
    CODEC.decode(frame);
    assertThat(frame.readableBytes()).isEqualTo(readable);
    assertThat(frame.refCnt()).isEqualTo(1);
  }

  @Test
  void encodingSharesTheTensorsValues() {
    byte[] raw = new byte[8];
    Tensor tensor = Tensor.wrap(DType.FP32, Shape.of(2), new float[0], ByteBuffer.wrap(raw));
    ByteBuf frame = CODEC.encode(batchOf(List.of(tensor)));
    raw[0] = 77;
    byte[] payload = new byte[8];
    frame.getBytes(frame.writerIndex() - Frame.TRAILER_BYTES - 8, payload);
    assertThat(payload).isEqualTo(raw);
  }

  @Test
  void tensorsOfAnUnpooledHeapFrameAreViewsOfIt() {
    byte[] frame = bytes(batchOf(List.of(Tensor.ofFloats(Shape.of(2), 1, 2))));
    Message.FeatureBatch batch = (Message.FeatureBatch) CODEC.decode(Unpooled.wrappedBuffer(frame));
    frame[frame.length - Frame.TRAILER_BYTES - 1] = 0x41;
    assertThat(batch.features().get(0).activation().tensors().get(0).toFloats())
        .containsExactly(1, 8);
  }

  @Test
  void tensorsOfAPooledFrameSurviveItsRelease() {
    Message.FeatureBatch batch = batchOf(List.of(Tensor.ofFloats(Shape.of(2), 1, 2)));
    for (boolean direct : new boolean[] {true, false}) {
      PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
      ByteBuf frame = direct ? pool.directBuffer() : pool.heapBuffer();
      frame.writeBytes(bytes(batch));
      Message decoded = CODEC.decode(frame);
      frame.setZero(0, frame.capacity());
      frame.release();
      assertThat(decoded).isEqualTo(batch);
    }
  }

  @Test
  void framesOverTheLimitAreRefusedBothWays() {
    Message.FeatureBatch batch = batchOf(List.of(Tensor.ofFloats(Shape.of(64), new float[64])));
    FrameCodec small = new FrameCodec(128);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small.encode(batch))
        .withMessageContaining("128");
    MalformedFrameException refused = failure(small, bytes(batch));
    assertThat(refused.reason()).isEqualTo(Reason.OVERSIZED);
    assertThat(refused.error()).isEqualTo(ErrorCode.OVERSIZED_FRAME);
  }

  @Test
  void eachFaultHasItsReason() {
    byte[] good = bytes(new Message.Status(Optional.empty(), Map.of()));
    assertThat(reason(new byte[15])).isEqualTo(Reason.LENGTH);
    assertThat(reason(with(good, 0, 'X'))).isEqualTo(Reason.MAGIC);
    assertThat(reason(with(good, 2, 0))).isEqualTo(Reason.TOO_OLD);
    assertThat(reason(with(good, 2, 2))).isEqualTo(Reason.TOO_NEW);
    assertThat(reason(with(good, 4, 99))).isEqualTo(Reason.LENGTH);
    assertThat(reason(with(good, 7, 0xff))).isEqualTo(Reason.LENGTH);
    assertThat(reason(with(good, 12, 5))).isEqualTo(Reason.CHECKSUM);
    assertThat(reason(Mutations.sealed(with(good, 12, 5)))).isEqualTo(Reason.CONTENT);
    assertThat(reason(Mutations.sealed(with(good, 3, 1)))).isEqualTo(Reason.TYPE);
    assertThat(reason(FeatureCodec.toBytes(values.feature()))).isEqualTo(Reason.TYPE);
    assertThat(failure(CODEC, with(good, 2, 7)))
        .hasMessage("7 is a new version; 1 is the newest read");
  }

  @Test
  void textMustBeUtf8() {
    byte[] good = bytes(new Message.Refused(ErrorCode.BUSY, "a\ufffdb", -1, 0));
    assertThat(CODEC.decode(Unpooled.wrappedBuffer(good)))
        .isEqualTo(new Message.Refused(ErrorCode.BUSY, "a\ufffdb", -1, 0));
    byte[] bad = Mutations.sealed(with(good, Frame.PREAMBLE_BYTES + 2, 0xff));
    assertThat(failure(CODEC, bad)).hasMessageContaining("not UTF-8");
  }

  @Test
  void bytesBehindTheContentAreRefused() {
    byte[] good = bytes(new Message.Status(Optional.empty(), Map.of()));
    byte[] longer = new byte[good.length + 1];
    System.arraycopy(good, 0, longer, 0, good.length);
    byte[] inHeader = Mutations.sealed(with(longer, 4, 3));
    byte[] inPayload = Mutations.sealed(with(longer, 8, 1));
    assertThat(reason(inHeader)).isEqualTo(Reason.CONTENT);
    assertThat(reason(inPayload)).isEqualTo(Reason.CONTENT);
  }

  @Test
  void aFeatureCostsWhatTheBudgetSays() {
    assertThat(perFeature(512, 32)).isLessThanOrEqualTo(560);
    assertThat(perFeature(512, 1)).isLessThanOrEqualTo(660);
    assertThat(perFeature(128, 32)).isLessThanOrEqualTo(176);
  }

  /** Bytes per feature of values that do not pack, with the WebSocket's own framing. */
  private static double perFeature(int size, int count) {
    Random random = new Random(SEED);
    byte[] raw = new byte[size];
    List<Feature> features =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  random.nextBytes(raw);
                  Tensor tensor =
                      Tensor.wrap(
                          DType.INT8,
                          Shape.of(size),
                          new float[] {0.1f},
                          ByteBuffer.wrap(raw.clone()));
                  return feature(i, List.of(tensor));
                })
            .toList();
    String device = "123e4567-e89b-12d3-a456-426614174000";
    ByteBuf frame = CODEC.encode(new Message.FeatureBatch(device, 1_000, features));
    double webSocket = frame.readableBytes() > 65_535 ? 14 : 8;
    double each = (frame.readableBytes() + webSocket) / count;
    System.out.printf("%d int8 values, batch of %d: %.1f bytes a feature%n", size, count, each);
    return each;
  }

  private static Feature feature(int i, List<Tensor> tensors) {
    Instant time = Instant.ofEpochMilli(1_800_000_000_000L + 3_000L * i);
    SampleId sample = SampleId.ofInput(Digest.of(new byte[] {(byte) i}));
    Activation activation =
        new Activation("handwriting", sample, 6, Digest.of(new byte[0]), time, tensors);
    return new Feature(activation, i % 62, time.plusMillis(1_500));
  }

  private static Message.FeatureBatch batchOf(List<Tensor> tensors) {
    return new Message.FeatureBatch("device", 1, List.of(feature(0, tensors)));
  }

  private static byte[] bytes(Message message) {
    return ByteBufUtil.getBytes(CODEC.encode(message));
  }

  private static byte[] with(byte[] frame, int index, int value) {
    byte[] changed = frame.clone();
    changed[index] = (byte) value;
    return changed;
  }

  private static Reason reason(byte[] frame) {
    return failure(CODEC, frame).reason();
  }

  private static MalformedFrameException failure(FrameCodec codec, byte[] frame) {
    return catchThrowableOfType(
        MalformedFrameException.class, () -> codec.decode(Unpooled.wrappedBuffer(frame)));
  }
}
