package dev.thaw.cloud.features;

/**
 * How far a task's samples are at hand for a freeze point. Immutable.
 *
 * @param ready samples with a version at a usable cut
 * @param waiting samples that their devices are to send again
 * @param lost samples that their devices reported lost for it
 */
public record RepairCounts(long ready, long waiting, long lost) {
  /** The share of samples that are ready among those not lost; 0 if all are lost, 1 of none. */
  public double share() {
    if (ready + waiting == 0) {
      return lost == 0 ? 1 : 0;
    }
    return (double) ready / (ready + waiting);
  }

  RepairCounts plus(RepairCounts other) {
    return new RepairCounts(ready + other.ready, waiting + other.waiting, lost + other.lost);
  }
}
