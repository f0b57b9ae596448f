package dev.thaw.cloud.erasure;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Scope;
import java.util.Optional;

/**
 * What became of a head that may have learnt from what was erased. Immutable.
 *
 * @param before the version that its scope ran
 * @param after the version that it runs now; empty if it has none of its own any more
 */
public record Renewed(Scope scope, long before, Optional<Long> after, Outcome outcome) {
  /** What took the head's place. */
  public enum Outcome {
    /** One trained on the features that are left. */
    RETRAINED,
    /** The base model's, for what is left cannot be trained on. */
    BASE,
    /** A wider scope's, for what is left cannot be trained on. */
    WITHDRAWN
  }

  void writeTo(RecordWriter out) {
    out.text(scope.path())
        .number(before)
        .optional(after, RecordWriter::number)
        .text(outcome.name());
  }

  static Renewed readFrom(RecordReader in) {
    return new Renewed(
        Scope.parse(in.text()),
        in.number(),
        in.optional(RecordReader::number),
        Outcome.valueOf(in.text()));
  }
}
