package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NdTensorsTest {
  private static final long SEED = 97;
  private static final List<Shape> SHAPES =
      List.of(Shape.of(), Shape.of(5), Shape.of(3, 4), Shape.of(3, 2, 5), Shape.of(2, 3, 1, 4));

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @EnumSource(DType.class)
  void aBatchHoldsTheBitsThatEachTensorGives(DType dtype) {
    for (int rows : new int[] {1, 2, 15, 16, 17, 64}) {
      for (Shape shape : SHAPES) {
        List<Tensor> tensors =
            IntStream.range(0, rows).mapToObj(i -> tensor(shape, dtype)).toList();
        assertThat(bits(through(tensors)))
            .as("seed %d, %d rows of %s", SEED, rows, shape)
            .isEqualTo(bits(tensors));
      }
    }
  }

  @Test
  void aBatchOfSeveralDtypesHoldsTheSameBitsToo() {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      tensors.add(tensor(Shape.of(3, 4), DType.values()[i % 3]));
    }
    assertThat(bits(through(tensors))).isEqualTo(bits(tensors));
  }

  @Test
  void everyHalfComesThroughExactlyInALargeBatch() {
    int perTensor = 1 << 11;
    List<Tensor> tensors = new ArrayList<>();
    for (int first = 0; first < 1 << 16; first += perTensor) {
      ByteBuffer halves =
          ByteBuffer.allocate(perTensor * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int half = first; half < first + perTensor; half++) {
        boolean nan = (half & 0x7fff) > 0x7c00;
        halves.putShort((short) (nan ? 0 : half));
      }
      tensors.add(Tensor.wrap(DType.FP16, Shape.of(perTensor), new float[0], halves.flip()));
    }
    assertThat(bits(through(tensors))).isEqualTo(bits(tensors));
  }

  @Test
  void everyByteTimesAnyScaleComesThroughExactlyInALargeBatch() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      float scale = (float) (random.nextDouble() * Math.pow(10, random.nextInt(76) - 44));
      tensors.add(
          Tensor.wrap(DType.INT8, Shape.of(256), new float[] {scale}, ByteBuffer.wrap(all)));
    }
    assertThat(bits(through(tensors))).as("seed %d", SEED).isEqualTo(bits(tensors));
  }

  @Test
  void aBatchLeavesNothingBehindInItsManager() {
    try (NDManager manager = TorchRuntime.newManager()) {
      for (DType dtype : DType.values()) {
        List<Tensor> tensors =
            IntStream.range(0, 20).mapToObj(i -> tensor(Shape.of(3, 4), dtype)).toList();
        NDArray batch = NdTensors.stack(manager, tensors);
        assertThat(manager.getManagedArrays()).as("%s", dtype).containsExactly(batch);
        batch.close();
      }
    }
  }

  @Test
  void aTransposedBatchIsUnstackedInItsOwnOrder() {
    try (NDManager manager = TorchRuntime.newManager()) {
      NDArray batch = manager.create(new float[] {1, 2, 3, 4, 5, 6}, shape(2, 3)).transpose();
      assertThat(NdTensors.unstack(batch))
          .containsExactly(
              Tensor.ofFloats(Shape.of(2), 1, 4),
              Tensor.ofFloats(Shape.of(2), 2, 5),
              Tensor.ofFloats(Shape.of(2), 3, 6));
    }
  }

  @Test
  void onlyFp32IsUnstacked() {
    try (NDManager manager = TorchRuntime.newManager()) {
      NDArray whole = manager.zeros(shape(2, 3), DataType.INT32);
      assertThatThrownBy(() -> NdTensors.unstack(whole))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("int32");
    }
  }

  private static List<Tensor> through(List<Tensor> tensors) {
    try (NDManager manager = TorchRuntime.newManager()) {
      return NdTensors.unstack(NdTensors.stack(manager, tensors));
    }
  }

  /** Tells 0 from -0, which values do not. */
  private static List<ByteBuffer> bits(List<Tensor> tensors) {
    return tensors.stream().map(t -> Tensor.ofFloats(t.shape(), t.toFloats()).data()).toList();
  }

  private Tensor tensor(Shape shape, DType dtype) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * (i % 3);
    }
    return Tensor.ofFloats(shape, values).to(dtype);
  }

  private static ai.djl.ndarray.types.Shape shape(long... extents) {
    return new ai.djl.ndarray.types.Shape(extents);
  }
}
