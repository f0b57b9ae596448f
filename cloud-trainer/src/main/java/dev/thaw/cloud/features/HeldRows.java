package dev.thaw.cloud.features;

/**
 * How many rows the log has of a device or of one sample. Immutable.
 *
 * @param features stored versions
 * @param lost notes that a sample cannot be sent again
 * @param owed samples of which no version is stored
 */
public record HeldRows(long features, long lost, long owed) {
  /** No rows. */
  public static final HeldRows NONE = new HeldRows(0, 0, 0);

  /** Both together. */
  public HeldRows plus(HeldRows other) {
    return new HeldRows(features + other.features, lost + other.lost, owed + other.owed);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
