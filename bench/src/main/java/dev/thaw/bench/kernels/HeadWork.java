package dev.thaw.bench.kernels;

import dev.thaw.model.ResidualBasis;

/**
 * How many floating-point operations the matrix products of one closed-form head have, two for each
 * multiplication and addition. Immutable.
 *
 * @param uploads fewer than half as many as columns
 * @param general how many general examples stand beside them
 */
public record HeadWork(int columns, int labels, int uploads, int general, int steps) {
  /** The work of a head with the columns and labels of {@code basis}. */
  public static HeadWork of(ResidualBasis basis, int uploads, int general, int steps) {
    return new HeadWork(basis.columns(), basis.labels(), uploads, general, steps);
  }

  /** All of them together. */
  public double operations() {
    double rows = (double) uploads + general;
    double looks = 2.0 * steps * rows * columns * labels;
    double pulls = 2.0 * (steps - 1) * general * columns * labels;
    double solutions = 4.0 * steps * uploads * columns * labels;
    double equations = 2.0 * uploads * columns * columns + 4.0 * uploads * uploads * columns;
    return looks + pulls + solutions + equations;
  }
}
