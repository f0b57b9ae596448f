package dev.thaw.cloud.erasure;

import dev.thaw.cloud.features.HeldRows;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;

/**
 * How many rows of each store go. Immutable.
 *
 * @param held rows of the feature log
 * @param devices device records
 * @param versions versions of the device's own head
 * @param runs training runs of the device's own head
 */
public record ErasedRows(HeldRows held, long devices, long versions, long runs) {
  boolean isEmpty() {
    return held.isEmpty() && devices + versions + runs == 0;
  }

  void writeTo(RecordWriter out) {
    out.number(held.features())
        .number(held.lost())
        .number(held.owed())
        .number(devices)
        .number(versions)
        .number(runs);
  }

  static ErasedRows readFrom(RecordReader in) {
    HeldRows held = new HeldRows(in.number(), in.number(), in.number());
    return new ErasedRows(held, in.number(), in.number(), in.number());
  }
}
