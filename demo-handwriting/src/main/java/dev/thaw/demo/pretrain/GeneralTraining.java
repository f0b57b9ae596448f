package dev.thaw.demo.pretrain;

import dev.thaw.model.GeneralPlan;
import dev.thaw.model.GeneralTrainer;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.PrefetchedBatches;

/** One training of a general model, epoch by epoch. Not thread-safe. */
final class GeneralTraining {
  private final GeneralData data;
  private final int epochs;
  private final long seed;

  GeneralTraining(GeneralData data, int epochs, long seed) {
    this.data = data;
    this.epochs = epochs;
    this.seed = seed;
  }

  /** Hears how it goes. Called on the training thread. */
  interface Listener {
    /** A step is done, counted from 1. */
    void stepped(int step, double loss);

    /** An epoch is done, counted from 1, and its model scored. */
    void scored(int epoch, double meanLoss, String score);
  }

  /** All steps of the training. */
  int steps() {
    return epochs * data.batchesPerEpoch();
  }

  /** Trains to the end. Blocks; the caller closes the model. */
  LayeredModel run(Listener listener) {
    try (GeneralTrainer trainer = new GeneralTrainer(data.task(), GeneralPlan.of(steps()), seed);
        PrefetchedBatches prefetched = new PrefetchedBatches(data.batches())) {
      for (int epoch = 1; !trainer.finished(); epoch++) {
        double[] loss = new double[1];
        int done =
            trainer.train(
                prefetched,
                data.batchesPerEpoch(),
                (step, stepLoss, rate) -> {
                  loss[0] += stepLoss;
                  listener.stepped(step, stepLoss);
                });
        try (LayeredModel model = trainer.averaged()) {
          listener.scored(epoch, loss[0] / done, data.progress(model));
        }
      }
      return trainer.averaged();
    }
  }
}
