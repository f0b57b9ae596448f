package dev.thaw.cloud.freeze;

import dev.thaw.cloud.features.RepairCounts;

/** How far a change has come. Written by one thread at a time, read by any. */
final class ChangeProgress {
  private volatile long featuresDone;
  private volatile long featuresTotal;
  private volatile int headsDone;
  private volatile int headsTotal;
  private volatile RepairCounts samples = new RepairCounts(0, 0, 0);

  void features(long done, long total) {
    featuresTotal = total;
    featuresDone = done;
  }

  void heads(int done, int total) {
    headsTotal = total;
    headsDone = done;
  }

  void samples(RepairCounts counts) {
    samples = counts;
  }

  FreezeStatus.Running shown(ChangeRecord change, boolean resumed) {
    RepairCounts counts = samples;
    return new FreezeStatus.Running(
        change.to(),
        change.wholeUpdate(),
        change.phase(),
        change.when(),
        change.startedAt(),
        change.deadline(),
        resumed,
        featuresDone,
        featuresTotal,
        headsDone,
        headsTotal,
        counts.ready(),
        counts.ready() + counts.waiting());
  }
}
