package dev.thaw.edge.upload;

/**
 * What became of uploads since the runtime was opened; the fields are those of {@link FlushReport}.
 * Immutable.
 */
public record UploadCounts(
    long sent, long stored, long duplicate, long stale, long refused, long lost, long bytes) {

  FlushReport since(UploadCounts before, long remaining) {
    return new FlushReport(
        sent - before.sent,
        stored - before.stored,
        duplicate - before.duplicate,
        stale - before.stale,
        refused - before.refused,
        lost - before.lost,
        bytes - before.bytes,
        remaining);
  }
}
