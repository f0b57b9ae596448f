package dev.thaw.bench.evaluate.wire;

/**
 * One direction of a link: says when what is sent at some time has arrived. Bytes leave one after
 * the other at the link's rate, whichever connection they are of, and are then under way for its
 * latency, which delays them and does not slow them down. Has no clock. Thread-safe.
 */
final class Pacer {
  private final double nanosPerByte;
  private final long latencyNanos;
  private boolean used;
  private long freeAt;

  Pacer(double nanosPerByte, long latencyNanos) {
    this.nanosPerByte = nanosPerByte;
    this.latencyNanos = latencyNanos;
  }

  /** When the last of {@code bytes} arrives that are sent at {@code now}, after all before them. */
  synchronized long send(long now, int bytes) {
    long begin = now + backlog(now);
    used = true;
    freeAt = begin + Math.round(bytes * nanosPerByte);
    return freeAt + latencyNanos;
  }

  /** How long what is sent at {@code now} waits until it leaves. */
  synchronized long backlog(long now) {
    return used ? Math.max(0, freeAt - now) : 0;
  }
}
