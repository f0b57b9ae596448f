package dev.thaw.model.head;

/**
 * Ends a training whose loss has stopped falling: after {@value #PATIENCE} epochs in a row that did
 * not lower the epoch's mean loss by the least gain. Not thread-safe.
 */
final class EarlyStop {
  private static final int PATIENCE = 2;

  private final float leastGain;
  private double last = Double.POSITIVE_INFINITY;
  private int idle;

  /** As {@link HeadOptions#leastGain} says; 0 never stops. */
  EarlyStop(float leastGain) {
    this.leastGain = leastGain;
  }

  /** Notes the mean loss of an epoch; whether it was the last. */
  boolean isLast(double loss) {
    idle = loss < last * (1 - leastGain) ? 0 : idle + 1;
    last = loss;
    return leastGain > 0 && idle >= PATIENCE;
  }
}
