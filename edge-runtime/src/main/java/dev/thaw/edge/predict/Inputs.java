package dev.thaw.edge.predict;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What a task takes as input, and the identity of one. Stateless. */
final class Inputs {
  private Inputs() {}

  /**
   * The sample id of {@code input}: SHA-256 over, for each tensor, the dtype's name, the rank, the
   * extents and the values, all little-endian, cut to 128 bits.
   */
  static SampleId identify(List<Tensor> input) {
    ByteArrayOutputStream canonical = new ByteArrayOutputStream();
    input.forEach(tensor -> append(canonical, tensor));
    return SampleId.ofInput(Digest.of(canonical.toByteArray()));
  }

  /**
   * @throws IllegalArgumentException if {@code input} is not what {@code task} takes
   */
  static void require(TaskSpec task, List<Tensor> input) {
    List<Shape> shapes = input.stream().map(Tensor::shape).toList();
    if (!shapes.equals(task.inputShapes())) {
      throw new IllegalArgumentException(
          "task " + task.name() + " takes shapes " + task.inputShapes() + ", not " + shapes);
    }
    for (int i = 0; i < input.size(); i++) {
      requireUsable(task, i, input.get(i));
    }
  }

  private static void requireUsable(TaskSpec task, int index, Tensor tensor) {
    String name = "input " + index + " of task " + task.name();
    if (tensor.dtype() != DType.FP32) {
      throw new IllegalArgumentException(name + " must be fp32, not " + tensor.dtype());
    }
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(name + " is " + values[i] + " at position " + i);
      }
    }
  }

  private static void append(ByteArrayOutputStream canonical, Tensor tensor) {
    byte[] dtype = tensor.dtype().toString().getBytes(US_ASCII);
    int[] extents = tensor.shape().extents();
    ByteBuffer bytes =
        ByteBuffer.allocate(dtype.length + Integer.BYTES * (1 + extents.length) + tensor.byteSize())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(dtype)
            .putInt(extents.length);
    for (int extent : extents) {
      bytes.putInt(extent);
    }
    bytes.put(tensor.data());
    canonical.writeBytes(bytes.array());
  }
}
