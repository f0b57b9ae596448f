package dev.thaw.model;

/** Hears how general training goes. Called on the training thread after every step. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * One step is done.
   *
   * @param step steps done so far, from 1 on
   * @param loss the batch's mean cross-entropy
   * @param samplesPerSecond over the current call of {@code train}, batch preparation included
   */
  void stepped(int step, double loss, double samplesPerSecond);
}
