package dev.thaw.model.closedform;

import dev.thaw.model.ModelException;

/**
 * What a head of one step is made of: sums over examples of {@code phi phi'} and of {@code phi
 * error'}, as whole numbers. So the sums are exact: the same examples give the same sums whatever
 * the order, and taking one away leaves what there would be without it. Adding or taking away one
 * is a pass over {@code columns * (columns + 1) / 2 + columns * labels} numbers. Not thread-safe.
 *
 * <p>No sum overflows: a value is at most 2^12 and a product at most 2^24, so 64 bits have room for
 * 2^39 examples; a loss is below 2^31, which leaves room for 2^32. More than 2^31 are refused.
 */
public final class Statistics {
  private final int columns;
  private final int labels;
  private final long[] gram;
  private final long[] right;
  private long samples;
  private long loss;
  private long recognised;

  /** Sums over nothing, for vectors of so many values and for so many labels. */
  Statistics(int columns, int labels) {
    this.columns = columns;
    this.labels = labels;
    this.gram = new long[columns * (columns + 1) / 2];
    this.right = new long[columns * labels];
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws ModelException if the bytes are damaged, or of another version of the format
   */
  public static Statistics fromBytes(byte[] bytes) {
    return StatisticsFormat.read(bytes);
  }

  /** Adds an example. */
  public void add(Contribution each) {
    requireFit(each);
    if (samples == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("no room for more than " + samples + " examples");
    }
    accumulate(each, 1);
  }

  /**
   * Takes an example away that was added before; which are in, nothing here knows.
   *
   * @throws IllegalArgumentException if there is none
   */
  public void remove(Contribution each) {
    requireFit(each);
    if (samples == 0) {
      throw new IllegalArgumentException("there is no example to take away");
    }
    accumulate(each, -1);
  }

  /** How many examples are in. */
  public long samples() {
    return samples;
  }

  /**
   * A header with the version, the sums in as few bytes as each needs, and a checksum: with 640
   * columns and 62 labels at most 2 MB, of which a hundred handwritten characters take 0.7 to 1.
   */
  public byte[] toBytes() {
    return StatisticsFormat.write(this);
  }

  int columns() {
    return columns;
  }

  int labels() {
    return labels;
  }

  /** The upper triangle of the sum of {@code phi phi'}, row by row, times 2^24. */
  long[] gram() {
    return gram;
  }

  /** The sum of {@code phi error'}, row by row, times 2^24. */
  long[] right() {
    return right;
  }

  /** Sum of the losses of the model as it is, in nats times 2^12. */
  long loss() {
    return loss;
  }

  /** How many examples the model as it is recognises. */
  long recognised() {
    return recognised;
  }

  void restore(long samplesIn, long lossIn, long recognisedIn) {
    samples = samplesIn;
    loss = lossIn;
    recognised = recognisedIn;
  }

  private void requireFit(Contribution each) {
    if (each.phi().length != columns || each.error().length != labels) {
      throw new IllegalArgumentException(
          "%d columns and %d labels do not fit %d and %d"
              .formatted(each.phi().length, each.error().length, columns, labels));
    }
  }

  private void accumulate(Contribution each, int sign) {
    short[] phi = each.phi();
    int at = 0;
    for (int row = 0; row < columns; row++) {
      int value = sign * phi[row];
      if (value != 0) {
        addRow(gram, at - row, value, phi, row);
        addRow(right, row * labels, value, each.error(), 0);
      }
      at += columns - row;
    }
    samples += sign;
    loss += (long) sign * each.loss();
    recognised += each.right() ? sign : 0;
  }

  private static void addRow(long[] sums, int offset, int value, short[] by, int from) {
    for (int i = from; i < by.length; i++) {
      sums[offset + i] += value * by[i];
    }
  }
}
