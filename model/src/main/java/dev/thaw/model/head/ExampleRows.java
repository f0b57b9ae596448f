package dev.thaw.model.head;

import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Examples whose activation is one vector, as rows of floats, with weights scaled to a mean of 1.
 * fp32 activations are not copied. Immutable.
 */
final class ExampleRows {
  private final List<FloatBuffer> rows;
  private final int[] labels;
  private final float[] weights;

  /**
   * Rows of {@code examples}.
   *
   * @param examples not empty, weights positive
   */
  ExampleRows(List<Example> examples) {
    this.rows = examples.stream().map(example -> row(example.activation().get(0))).toList();
    this.labels = examples.stream().mapToInt(Example::label).toArray();
    this.weights = TrainingSet.relativeWeights(examples);
  }

  int size() {
    return labels.length;
  }

  int label(int example) {
    return labels[example];
  }

  float weight(int example) {
    return weights[example];
  }

  /** Writes an example's values from place {@code at} on. */
  void copyTo(FloatBuffer target, int at, int example) {
    FloatBuffer row = rows.get(example);
    target.put(at, row, 0, row.capacity());
  }

  private static FloatBuffer row(Tensor tensor) {
    return tensor.dtype() == DType.FP32
        ? tensor.data().asFloatBuffer()
        : FloatBuffer.wrap(tensor.toFloats());
  }
}
