package dev.thaw.edge.upload;

import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of uploads. Thread-safe. */
final class UploadMeter {
  final LongAdder sent = new LongAdder();
  final LongAdder stored = new LongAdder();
  final LongAdder duplicate = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder bytes = new LongAdder();

  UploadCounts counts() {
    return new UploadCounts(
        sent.sum(),
        stored.sum(),
        duplicate.sum(),
        stale.sum(),
        refused.sum(),
        lost.sum(),
        bytes.sum());
  }
}
