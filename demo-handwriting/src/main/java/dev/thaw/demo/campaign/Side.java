package dev.thaw.demo.campaign;

import dev.thaw.cache.faults.CrashPoint;

/** One of the two processes. */
enum Side {
  CLOUD,
  DEVICES;

  /** Whose point it is. */
  static Side of(CrashPoint point) {
    return switch (point) {
      case BATCH_COMMITTED, LAYERS_STORED, IN_TRAINING, DEPTH_PREPARED, DEPTH_SWITCHED -> CLOUD;
      case ANNOTATION_STORED, BATCH_ACKNOWLEDGED, LAYERS_FETCHED, IN_COMPACTION -> DEVICES;
    };
  }

  @Override
  public String toString() {
    return this == CLOUD ? "the cloud" : "the devices";
  }
}
