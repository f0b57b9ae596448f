package dev.thaw.model.closedform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.thaw.model.ModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Cholesky factor of a symmetric positive definite matrix, by columns of blocks (Golub and Van
 * Loan, 4th edition, 4.2.9): the small diagonal blocks are factorised and inverted in Java, in
 * double precision, and everything else is matrix products of the engine, which run near its peak.
 * Not thread-safe; freed with the manager of the matrix.
 */
final class Cholesky {
  private static final int BLOCK = 64;

  private final int size;
  private final NDArray factor;
  private final List<NDArray> inverses = new ArrayList<>();

  private Cholesky(NDArray matrix) {
    this.size = (int) matrix.getShape().get(0);
    this.factor = matrix.getManager().zeros(new Shape(size, size));
  }

  /**
   * Factorises.
   *
   * @param matrix fp32 {@code [n, n]}; of its upper triangle only the diagonal blocks are read
   * @throws ModelException if it is not positive definite, or has values that are not finite
   */
  static Cholesky of(NDArray matrix) {
    Cholesky cholesky = new Cholesky(matrix);
    for (int from = 0; from < cholesky.size; from += BLOCK) {
      cholesky.factorise(matrix, from, Math.min(cholesky.size, from + BLOCK));
    }
    return cholesky;
  }

  /**
   * Solves for several right-hand sides.
   *
   * @param right {@code [n, m]}
   * @return {@code [n, m]}, attached to the manager of {@code right}
   */
  NDArray solve(NDArray right) {
    NDManager target = right.getManager();
    try (NDManager scratch = target.newSubManager()) {
      NDArray solution = scratch.zeros(right.getShape());
      int blocks = inverses.size();
      for (int block = 0; block < blocks; block++) {
        forward(block, right, solution, scratch);
      }
      for (int block = blocks - 1; block >= 0; block--) {
        backward(block, solution, scratch);
      }
      solution.attach(target);
      return solution;
    }
  }

  private void factorise(NDArray matrix, int from, int to) {
    try (NDManager scratch = factor.getManager().newSubManager()) {
      NDArray column = rows(matrix, scratch, from, size, from, to);
      if (from > 0) {
        NDArray left = rows(factor, scratch, from, size, 0, from);
        NDArray top = rows(factor, scratch, from, to, 0, from);
        column = column.sub(left.matMul(top.transpose()));
      }
      int width = to - from;
      DiagonalBlock diagonal =
          DiagonalBlock.of(column.get(scratch, slice(0, width)).toFloatArray(), width);
      NDArray inverse = diagonal.inverse(factor.getManager());
      inverses.add(inverse);
      factor.set(slice(from, to, from, to), diagonal.factor(scratch));
      if (to < size) {
        NDArray below = column.get(scratch, slice(width, size - from)).matMul(inverse.transpose());
        factor.set(slice(to, size, from, to), below);
      }
    }
  }

  private void forward(int block, NDArray right, NDArray solution, NDManager scratch) {
    int from = block * BLOCK;
    int to = Math.min(size, from + BLOCK);
    NDArray rest = right.get(scratch, slice(from, to));
    if (from > 0) {
      NDArray known = solution.get(scratch, slice(0, from));
      rest = rest.sub(rows(factor, scratch, from, to, 0, from).matMul(known));
    }
    solution.set(slice(from, to), inverses.get(block).matMul(rest));
  }

  private void backward(int block, NDArray solution, NDManager scratch) {
    int from = block * BLOCK;
    int to = Math.min(size, from + BLOCK);
    NDArray rest = solution.get(scratch, slice(from, to));
    if (to < size) {
      NDArray known = solution.get(scratch, slice(to, size));
      rest = rest.sub(rows(factor, scratch, to, size, from, to).transpose().matMul(known));
    }
    solution.set(slice(from, to), inverses.get(block).transpose().matMul(rest));
  }

  private static NDArray rows(
      NDArray of, NDManager scratch, int from, int to, int fromColumn, int toColumn) {
    return of.get(scratch, slice(from, to, fromColumn, toColumn));
  }

  private static NDIndex slice(int from, int to) {
    return new NDIndex().addSliceDim(from, to);
  }

  private static NDIndex slice(int from, int to, int fromColumn, int toColumn) {
    return new NDIndex().addSliceDim(from, to).addSliceDim(fromColumn, toColumn);
  }
}
