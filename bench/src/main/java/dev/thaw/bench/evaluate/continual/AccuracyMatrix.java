package dev.thaw.bench.evaluate.continual;

import java.util.List;

/**
 * How a sequence of tasks went: in row {@code t}, column {@code j}, the accuracy on task {@code j}
 * after task {@code t}. The two figures are those of Lopez-Paz and Ranzato (2017). Immutable.
 *
 * @param rows as many as there are columns, shares of 1
 */
record AccuracyMatrix(List<List<Double>> rows) {
  AccuracyMatrix {
    rows = rows.stream().map(List::copyOf).toList();
    int tasks = rows.size();
    if (tasks < 2 || rows.stream().anyMatch(row -> row.size() != tasks)) {
      throw new IllegalArgumentException("not a square of at least two tasks: " + rows);
    }
  }

  /** Accuracy over all tasks after the last: the mean of the last row. */
  double accuracy() {
    return last().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /**
   * Backward transfer: what the tasks before the last have gained since each was learned, on
   * average; what is forgotten is negative.
   */
  double backwardTransfer() {
    double sum = 0;
    for (int task = 0; task < rows.size() - 1; task++) {
      sum += last().get(task) - rows.get(task).get(task);
    }
    return sum / (rows.size() - 1);
  }

  private List<Double> last() {
    return rows.get(rows.size() - 1);
  }
}
