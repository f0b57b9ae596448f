package dev.thaw.cloud.erasure;

import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.protocol.Scope;
import java.util.Optional;

/**
 * A scope that may have learnt from what is erased. Immutable.
 *
 * @param last its last version when the erasure began: those up to it are taken away
 * @param learnt the version it ran then, if that has learnt: it is made anew
 */
public record Affected(Scope scope, long last, Optional<Long> learnt) {
  void writeTo(RecordWriter out) {
    out.text(scope.path()).number(last).optional(learnt, RecordWriter::number);
  }

  static Affected readFrom(RecordReader in) {
    return new Affected(Scope.parse(in.text()), in.number(), in.optional(RecordReader::number));
  }
}
