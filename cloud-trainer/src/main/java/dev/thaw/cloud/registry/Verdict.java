package dev.thaw.cloud.registry;

/** Whether a trained head may replace what its scope runs, and why. Immutable. */
public sealed interface Verdict {
  /** Why, in one sentence. */
  String reason();

  /** Whether the head was published. */
  default boolean published() {
    return this instanceof Published;
  }

  /** The head became its scope's current one. */
  record Published(String reason) implements Verdict {}

  /** The head was kept back; the scope runs what it ran before. */
  record HeldBack(String reason) implements Verdict {}

  /** The head was published, and taken away with its layers for what it had learnt from. */
  record Withdrawn(String reason) implements Verdict {
    /** Its layers had learnt from features that were erased. */
    static final Withdrawn ERASED =
        new Withdrawn("withdrawn: its layers had learnt from features that were erased since");
  }
}
