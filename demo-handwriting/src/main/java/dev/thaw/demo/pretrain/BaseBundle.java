package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.model.BaseModel;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A trained general model with all that ships with it: weights, as many general samples as fit into
 * 3 MiB, and the card. Immutable.
 */
final class BaseBundle {
  static final String FILE_SUFFIX = ".thawbase";
  static final String CARD_FILE = "card.json";
  static final int MOST_BYTES = 3 << 20;

  private static final int SAMPLES_PER_CLASS = 20;

  private final BaseModel base;
  private final ModelCard card;

  private BaseBundle(BaseModel base, ModelCard card) {
    this.base = base;
    this.card = card;
  }

  /** Scores the model on what it never saw, and packs it; {@code facts} go on the card. */
  static BaseBundle of(GeneralData data, LayeredModel model, JsonObject facts) {
    ModelCard card = data.card(model, facts);
    return new BaseBundle(pack(model, card, data.samples()), card);
  }

  private static BaseModel pack(
      LayeredModel model, ModelCard card, IntFunction<List<GeneralSample>> samples) {
    for (int perClass = SAMPLES_PER_CLASS; ; perClass--) {
      BaseModel base =
          new BaseModel(
              model.task(), model.layerBytesFrom(0), samples.apply(perClass), card.toMarkdown());
      if (perClass == 0 || base.toBytes().length <= MOST_BYTES) {
        return base;
      }
    }
  }

  ModelCard card() {
    return card;
  }

  int sampleCount() {
    return base.samples().size();
  }

  /** Writes the bundle, named after its task, and its card. */
  void writeTo(Path folder) {
    write(folder.resolve(base.task().name() + FILE_SUFFIX), base.toBytes());
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
