package dev.thaw.demo.pretrain;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Where a base model comes from: its data, whose hand it has seen, how it was made and how good it
 * is. Immutable. Written as {@code card.json}, and inside the bundle as Markdown that ends with the
 * same JSON.
 *
 * @param task the task that it is for
 * @param data what it learned from, with attribution
 * @param splitSeed seed of the split into writers
 * @param generalTrain writers it learned from
 * @param development writers on whom settings were chosen; all others are test writers
 * @param training facts of the run: epochs, steps, batch, threads, seconds, command
 * @param accuracy accuracy by part of the data: {@code development} and {@code test}, or {@code
 *     heldOut} where no writers are known
 */
public record ModelCard(
    String task,
    String data,
    long splitSeed,
    List<String> generalTrain,
    List<String> development,
    JsonObject training,
    JsonObject accuracy) {
  private static final String FENCE = "```";

  /** Copies the lists. */
  public ModelCard {
    generalTrain = List.copyOf(generalTrain);
    development = List.copyOf(development);
  }

  /** Whether the model knows nothing of a writer, who may therefore be scored. */
  public boolean isTestWriter(String writerName) {
    return !generalTrain.contains(writerName) && !development.contains(writerName);
  }

  /**
   * Reads a card from its JSON, or from Markdown that holds it.
   *
   * @throws IllegalArgumentException if the text is no card
   */
  public static ModelCard parse(String text) {
    try {
      JsonObject json = new JsonObject(jsonOf(text));
      return new ModelCard(
          json.getString("task", "handwriting"),
          json.getString("data", ""),
          json.getLong("splitSeed", 0L),
          strings(json, "generalTrain"),
          strings(json, "development"),
          json.getJsonObject("training", new JsonObject()),
          json.getJsonObject("accuracy", new JsonObject()));
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("not a model card: " + e.getMessage(), e);
    }
  }

  private static String jsonOf(String text) {
    int start = text.indexOf(FENCE + "json");
    int end = text.lastIndexOf(FENCE);
    return start < 0 || end <= start ? text : text.substring(start + FENCE.length() + 4, end);
  }

  private static List<String> strings(JsonObject json, String key) {
    return json.getJsonArray(key, new JsonArray()).stream().map(Object::toString).toList();
  }

  /** The card as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("task", task)
        .put("data", data)
        .put("splitSeed", splitSeed)
        .put("training", training)
        .put("accuracy", accuracy)
        .put("generalTrain", new JsonArray(generalTrain))
        .put("development", new JsonArray(development));
  }

  /** The card as Markdown for people, with the JSON at its end. */
  public String toMarkdown() {
    return String.join(
        "\n",
        "# Base model `" + task + "`",
        "",
        data,
        "",
        split(),
        "",
        FENCE + "json",
        toJson().encodePrettily(),
        FENCE,
        "");
  }

  private String split() {
    if (generalTrain.isEmpty()) {
      return "The data names no writers (split seed " + splitSeed + ").";
    }
    return "Learned from %d writers (split seed %d).\nSettings were chosen on %d others; "
            .formatted(generalTrain.size(), splitSeed, development.size())
        + "all further writers of the data\nare test writers. "
        + "Accuracy is the mean over writers whom the model never saw.";
  }
}
