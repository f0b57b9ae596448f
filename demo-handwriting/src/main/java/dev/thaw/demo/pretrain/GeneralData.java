package dev.thaw.demo.pretrain;

import dev.thaw.model.BatchSource;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.TaskSpec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.IntFunction;

/** What a general model learns from and is scored on, and what its card says about that. */
interface GeneralData {
  /** Samples in a training step. */
  int BATCH = 256;

  /** What is to be learned. */
  TaskSpec task();

  /** How much there is and how it is split, in one line. */
  String summary();

  /** Endless shuffled and augmented batches of {@link #BATCH} samples of the learning part. */
  BatchSource batches();

  /** Batches in one pass over the learning part. */
  int batchesPerEpoch();

  /** How good a model is while it still learns, in a few words. */
  String progress(LayeredModel model);

  /** Scores the finished model on what it never saw; {@code facts} of the training go on it. */
  ModelCard card(LayeredModel model, JsonObject facts);

  /** Samples of the learning part to ship with the model, by how many there are per class. */
  IntFunction<List<GeneralSample>> samples();
}
