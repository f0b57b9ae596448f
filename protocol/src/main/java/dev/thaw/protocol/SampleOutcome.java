package dev.thaw.protocol;

/** What became of one uploaded sample. On the wire each is its stable {@link #code()}. */
public enum SampleOutcome {
  /** Durable; it will be trained on. */
  STORED(0),
  /** Was stored before; nothing changed. */
  DUPLICATE(1),
  /** Made under a prefix that is no longer current: repair it or drop it. */
  STALE(2),
  /**
   * The tensors are not what the cut yields (count, shape, a value that is not finite or far out of
   * range, a scale that is negative).
   */
  BAD_TENSOR(3),
  /** The label is not one of the task's. */
  BAD_LABEL(4),
  /** A code that this version does not know; treated as not stored. */
  UNKNOWN(255);

  private final int code;

  SampleOutcome(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The outcome with the given code, {@link #UNKNOWN} if there is none. */
  public static SampleOutcome ofCode(int code) {
    for (SampleOutcome outcome : values()) {
      if (outcome.code == code) {
        return outcome;
      }
    }
    return UNKNOWN;
  }
}
