package dev.thaw.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorTest {
  private static final long SEED = 7;
  private static final float[] NONE = {};

  @Test
  void int8IsWithinHalfAStepOfEachChannelsScale() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      Shape shape = Shape.of(1 + random.nextInt(6), 1 + random.nextInt(40));
      float[] values = randomValues(random, shape);
      Tensor quantised = Tensor.ofFloats(shape, values).to(DType.INT8);
      float[] back = quantised.toFloats();
      int perChannel = values.length / shape.channels();
      for (int i = 0; i < values.length; i++) {
        double scale = quantised.scales()[i / perChannel];
        assertThat(Math.abs((double) back[i] - values[i]))
            .as("seed %d round %d value %s", SEED, round, values[i])
            .isLessThanOrEqualTo(scale * 0.50002 + Float.MIN_VALUE);
      }
    }
  }

  private static float[] randomValues(Random random, Shape shape) {
    float[] values = new float[shape.elements()];
    double magnitude = Math.pow(10, random.nextInt(60) - 30);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * magnitude);
    }
    return values;
  }

  @Test
  void theLargestMagnitudeOfAChannelBecomes127() {
    Tensor tensor = Tensor.ofFloats(Shape.of(2, 2), 1, -2, 300, 0).to(DType.INT8);
    assertThat(tensor.data()).isEqualTo(ByteBuffer.wrap(new byte[] {64, -127, 127, 0}));
    assertThat(tensor.scales()).containsExactly(2 / 127f, 300 / 127f);
  }

  @Test
  void aVectorHasOneScaleAndZerosStayZero() {
    Tensor tensor = Tensor.ofFloats(Shape.of(3), 0, 0, 0).to(DType.INT8);
    assertThat(tensor.scales()).containsExactly(0f);
    assertThat(tensor.toFloats()).containsExactly(0, 0, 0);
  }

  @Test
  void theLargestFloatStaysFiniteInInt8() {
    Tensor tensor = Tensor.ofFloats(Shape.of(1), Float.MAX_VALUE).to(DType.INT8);
    assertThat(tensor.isFinite()).isTrue();
  }

  @Test
  void fp32ToFp16AndBackKeepsWhatFp16Holds() {
    Tensor tensor = Tensor.ofFloats(Shape.of(4), 0.5f, -2, 65_504, 0);
    assertThat(tensor.to(DType.FP16).byteSize()).isEqualTo(8);
    assertThat(tensor.to(DType.FP16).to(DType.FP32)).isEqualTo(tensor);
    assertThat(tensor.to(DType.FP32)).isSameAs(tensor);
  }

  @Test
  void quantisingRefusesWhatIsNotFiniteOrTooLarge() {
    Shape one = Shape.of(1);
    assertThatThrownBy(() -> Tensor.ofFloats(one, Float.NaN).to(DType.INT8))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Tensor.ofFloats(one, Float.POSITIVE_INFINITY).to(DType.FP16))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> Tensor.ofFloats(one, 65_520).to(DType.FP16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65520");
  }

  @Test
  void finiteMeansAllValuesAndScales() {
    Shape one = Shape.of(1);
    assertThat(Tensor.ofFloats(one, 1).isFinite()).isTrue();
    assertThat(Tensor.ofFloats(one, Float.NaN).isFinite()).isFalse();
    assertThat(int8(Float.NaN, 0).isFinite()).isFalse();
    assertThat(int8(3e38f, 1).isFinite()).isTrue();
    assertThat(int8(3e38f, 2).isFinite()).isFalse();
    ByteBuffer infinity = ByteBuffer.wrap(new byte[] {0, 0x7c});
    assertThat(Tensor.wrap(DType.FP16, one, NONE, infinity).isFinite()).isFalse();
  }

  private static Tensor int8(float scale, int value) {
    ByteBuffer data = ByteBuffer.wrap(new byte[] {(byte) value});
    return Tensor.wrap(DType.INT8, Shape.of(1), new float[] {scale}, data);
  }

  @Test
  void sizesThatDoNotAgreeAreRefused() {
    Shape shape = Shape.of(2, 3);
    assertThatThrownBy(() -> Tensor.ofFloats(shape, 1, 2)).hasMessageContaining("not 8");
    assertThatThrownBy(() -> Tensor.wrap(DType.INT8, shape, NONE, ByteBuffer.allocate(6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 scales, not 0");
    assertThatThrownBy(() -> Tensor.wrap(DType.FP32, shape, new float[2], ByteBuffer.allocate(24)))
        .hasMessageContaining("0 scales, not 2");
  }

  @Test
  void valuesAreLittleEndianAndCannotBeWritten() {
    ByteBuffer data = Tensor.ofFloats(Shape.of(1), 1).data();
    assertThat(data.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.get(3)).isEqualTo((byte) 0x3f);
    assertThatThrownBy(() -> data.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void wrappingSharesTheBytes() {
    byte[] raw = {1, 2};
    ByteBuffer buffer = ByteBuffer.wrap(raw);
    Tensor tensor = Tensor.wrap(DType.INT8, Shape.of(2), new float[] {1}, buffer);
    assertThat(tensor.toFloats()).containsExactly(1, 2);
    raw[0] = 9;
    assertThat(tensor.toFloats()).containsExactly(9, 2);
    assertThat(buffer.remaining()).isEqualTo(2);
  }
}
