package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.demo.data.WriterSplit;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trained general model with all that ships with it: weights, as many general samples as fit into
 * 3 MiB, and the card. Immutable.
 */
final class BaseBundle {
  static final String FILE = "handwriting.thawbase";
  static final String CARD_FILE = "card.json";
  static final int MOST_BYTES = 3 << 20;

  private static final int SAMPLES_PER_CLASS = 20;
  private static final String ATTRIBUTION =
      "UNIPEN train_r01_v07, sets 1a, 1b and 1c, by the International Unipen Foundation,"
          + " CC BY 4.0, doi 10.5281/zenodo.1195803";

  private final BaseModel base;
  private final ModelCard card;
  private final Map<String, Accuracy> accuracy;

  private BaseBundle(BaseModel base, ModelCard card, Map<String, Accuracy> accuracy) {
    this.base = base;
    this.card = card;
    this.accuracy = accuracy;
  }

  /** Scores the model on the writers it never saw, and packs it; {@code facts} go on the card. */
  static BaseBundle of(GeneralTraining training, LayeredModel model, long seed, JsonObject facts) {
    Map<String, Accuracy> accuracy = new TreeMap<>();
    accuracy.put("development", training.score(model, WriterSplit.Part.DEVELOPMENT));
    accuracy.put("test", training.score(model, WriterSplit.Part.TEST));
    JsonObject scores = new JsonObject();
    accuracy.forEach((part, score) -> scores.put(part, score.toJson()));
    ModelCard card =
        new ModelCard(
            ATTRIBUTION,
            seed,
            training.split().names(WriterSplit.Part.GENERAL_TRAIN),
            training.split().names(WriterSplit.Part.DEVELOPMENT),
            facts,
            scores);
    GeneralSamples samples =
        new GeneralSamples(training.writers(WriterSplit.Part.GENERAL_TRAIN), seed);
    return new BaseBundle(pack(model, card, samples), card, accuracy);
  }

  private static BaseModel pack(LayeredModel model, ModelCard card, GeneralSamples samples) {
    for (int perClass = SAMPLES_PER_CLASS; ; perClass--) {
      BaseModel base =
          new BaseModel(
              GeneralTraining.TASK,
              model.layerBytesFrom(0),
              samples.take(perClass),
              card.toMarkdown());
      if (perClass == 0 || base.toBytes().length <= MOST_BYTES) {
        return base;
      }
    }
  }

  /** Accuracy by part of the split. */
  Map<String, Accuracy> accuracy() {
    return accuracy;
  }

  int sampleCount() {
    return base.samples().size();
  }

  /** Writes the bundle and its card. */
  void writeTo(Path folder) {
    write(folder.resolve(FILE), base.toBytes());
    String json = card.toJson().encodePrettily() + "\n";
    write(folder.resolve(CARD_FILE), json.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new DataFileException(file, "cannot be written");
    }
  }
}
