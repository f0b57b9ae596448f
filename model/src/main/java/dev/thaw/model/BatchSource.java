package dev.thaw.model;

/** Supplies the batches that a general model is trained on. Called from the training thread. */
@FunctionalInterface
public interface BatchSource {
  /**
   * The batch for one step, already shuffled and augmented. The trainer has finished with the
   * previous batch by then, so its arrays may be filled again; batches may differ in size.
   *
   * @param step the step it is for, counted from 0 over the whole training
   */
  Batch next(int step);
}
