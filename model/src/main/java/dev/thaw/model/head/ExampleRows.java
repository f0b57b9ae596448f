package dev.thaw.model.head;

import java.util.List;

/**
 * Examples whose activation is one vector, as rows of floats, with weights scaled to a mean of 1.
 * Immutable.
 */
final class ExampleRows {
  private final float[][] rows;
  private final int[] labels;
  private final float[] weights;

  /**
   * Rows of {@code examples}.
   *
   * @param examples not empty, weights positive
   * @param shared where rows are taken from
   */
  ExampleRows(List<Example> examples, SharedRows shared) {
    this.rows =
        examples.stream()
            .map(example -> shared.row(example.activation().get(0)))
            .toArray(float[][]::new);
    this.labels = examples.stream().mapToInt(Example::label).toArray();
    this.weights = TrainingSet.relativeWeights(examples);
  }

  int size() {
    return labels.length;
  }

  /** The values of an example; not to be written. */
  float[] row(int example) {
    return rows[example];
  }

  int label(int example) {
    return labels[example];
  }

  float weight(int example) {
    return weights[example];
  }
}
