package dev.thaw.model;

/**
 * How layers run: with or without dropout, with the batch's own statistics (which also moves the
 * running ones) or with the stored ones. Immutable.
 *
 * @param dropout whether dropout is active
 * @param batchStatistics whether normalisations use and track the batch's statistics
 */
public record Pass(boolean dropout, boolean batchStatistics) {
  /** Prediction: no dropout, stored statistics. */
  public static final Pass EVALUATION = new Pass(false, false);

  /** Training of a head: dropout, stored statistics. */
  public static final Pass HEAD_TRAINING = new Pass(true, false);

  /** Training from scratch: dropout, the batch's statistics. */
  public static final Pass GENERAL_TRAINING = new Pass(true, true);
}
