package dev.thaw.cache.faults;

import java.util.Locale;

/**
 * Places where a sudden death would hurt most if the order of writes were wrong. A process started
 * with {@code -Dthaw.crash=POINT:N} dies, as of {@code kill -9}, when it gets to that point for the
 * Nth time; any other process passes at the cost of reading one constant. Thread-safe.
 */
public enum CrashPoint {
  /** Cloud: a group of uploads is committed, and nobody has been told. */
  BATCH_COMMITTED,
  /** Cloud: layers are stored, and no manifest names them. */
  LAYERS_STORED,
  /** Cloud: a head is being trained. */
  IN_TRAINING,
  /** Cloud: all is ready at the new freeze depth, and the old one is in force. */
  DEPTH_PREPARED,
  /** Cloud: the new freeze depth is stored, and the process still runs the old one. */
  DEPTH_SWITCHED,
  /** Device: an annotation is durable, and {@code annotate} has not returned. */
  ANNOTATION_STORED,
  /** Device: the cloud has acknowledged a batch that is still in the outbox. */
  BATCH_ACKNOWLEDGED,
  /** Device: all layers of a model are here, and the old model runs. */
  LAYERS_FETCHED,
  /** Device: the database is about to merge files of its cache. */
  IN_COMPACTION;

  /** The status of a process that died at a point: killed. */
  public static final int EXIT_STATUS = 137;

  /** How the point is called outside: its name in small letters with hyphens. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether this process is to die here. */
  public boolean isArmed() {
    return ArmedCrash.ARMED && ArmedCrash.is(this);
  }

  /** Does nothing, or ends the process a moment later: the calling thread gets no further. */
  public void reach() {
    if (ArmedCrash.ARMED) {
      ArmedCrash.reached(this, true);
    }
  }

  /** As {@link #reach}, but the calling thread goes on until the process ends. */
  public void passBy() {
    if (ArmedCrash.ARMED) {
      ArmedCrash.reached(this, false);
    }
  }
}
