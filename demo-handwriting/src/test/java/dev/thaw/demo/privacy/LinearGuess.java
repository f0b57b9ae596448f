package dev.thaw.demo.privacy;

import java.util.List;

/** Ridge regression from activations to pictures, by Cholesky. Immutable. */
final class LinearGuess {
  private static final double RIDGE = 1e-2;

  private final double[][] weights;

  private LinearGuess(double[][] weights) {
    this.weights = weights;
  }

  /** Fits; the ridge is a share of the mean square of an activation's values. */
  static LinearGuess fit(List<double[]> inputs, List<double[]> targets) {
    int width = inputs.get(0).length + 1;
    double[][] gram = new double[width][width];
    double[][] cross = new double[width][targets.get(0).length];
    for (int n = 0; n < inputs.size(); n++) {
      double[] row = withOne(inputs.get(n));
      for (int i = 0; i < width; i++) {
        add(gram[i], row[i], row);
        add(cross[i], row[i], targets.get(n));
      }
    }
    double trace = 0;
    for (int i = 0; i < width; i++) {
      trace += gram[i][i];
    }
    for (int i = 0; i < width; i++) {
      gram[i][i] += RIDGE * trace / width;
    }
    return new LinearGuess(solve(gram, cross));
  }

  double[] of(double[] input) {
    double[] row = withOne(input);
    double[] guess = new double[weights[0].length];
    for (int i = 0; i < row.length; i++) {
      add(guess, row[i], weights[i]);
    }
    return guess;
  }

  /** Overwrites both. */
  private static double[][] solve(double[][] a, double[][] b) {
    int n = a.length;
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < j; k++) {
        double factor = a[j][k];
        for (int i = j; i < n; i++) {
          a[i][j] -= factor * a[i][k];
        }
      }
      double root = Math.sqrt(a[j][j]);
      for (int i = j; i < n; i++) {
        a[i][j] /= root;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        add(b[i], -a[i][k], b[k]);
      }
      scale(b[i], 1 / a[i][i]);
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        add(b[i], -a[k][i], b[k]);
      }
      scale(b[i], 1 / a[i][i]);
    }
    return b;
  }

  private static double[] withOne(double[] input) {
    double[] row = java.util.Arrays.copyOf(input, input.length + 1);
    row[input.length] = 1;
    return row;
  }

  private static void add(double[] to, double factor, double[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * values[i];
    }
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
