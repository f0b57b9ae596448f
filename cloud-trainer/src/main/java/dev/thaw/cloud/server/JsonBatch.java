package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Json;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Features as JSON, for people who want to see one. The same facts as in a frame; values are
 * numbers in row-major order. The grammar is in the OpenAPI file.
 */
final class JsonBatch {
  private final ObjectNode root;
  private final TaskSpec task;

  private JsonBatch(ObjectNode root, TaskSpec task) {
    this.root = root;
    this.task = task;
  }

  /**
   * Reads a batch.
   *
   * @throws IllegalArgumentException if a field is missing or wrong; the message names it
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  static FeatureBatch read(ObjectNode root, List<TaskSpec> tasks) {
    String name = text(root, "task");
    TaskSpec task =
        tasks.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new CloudException(ErrorCode.UNKNOWN_TASK, "unknown task \"" + name + '"'));
    return new JsonBatch(root, task).batch();
  }

  static ObjectNode view(BatchAck ack) {
    ObjectNode node = Json.object();
    node.put("sequence", ack.sequence());
    node.set("outcomes", Json.texts(ack.outcomes()));
    node.set("wanted", AdminJson.freeze(ack.wanted()));
    node.put("window", ack.window());
    return node;
  }

  private FeatureBatch batch() {
    List<Feature> features = new ArrayList<>();
    for (JsonNode each : list(root, "features")) {
      features.add(feature(each));
    }
    return new FeatureBatch(text(root, "device"), whole(root, "sequence"), features);
  }

  private Feature feature(JsonNode node) {
    Activation activation =
        new Activation(
            task.name(),
            SampleId.fromHex(text(node, "sample")),
            cut(root),
            Digest.fromHex(text(root, "prefix")),
            time(node, "createdAt"),
            tensors(node));
    return new Feature(activation, task.labelIndex(text(node, "label")), time(node, "annotatedAt"));
  }

  private static List<Tensor> tensors(JsonNode node) {
    List<Tensor> tensors = new ArrayList<>();
    for (JsonNode each : list(node, "tensors")) {
      tensors.add(tensor(each));
    }
    return tensors;
  }

  private static Tensor tensor(JsonNode node) {
    JsonNode values = list(node, "values");
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) number(values.get(i), "values");
    }
    Tensor tensor = Tensor.ofFloats(shape(node), floats);
    return node.has("dtype") ? tensor.to(DType.named(text(node, "dtype"))) : tensor;
  }

  private static Shape shape(JsonNode node) {
    JsonNode extents = list(node, "shape");
    int[] shape = new int[extents.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extent(extents.get(i));
    }
    return Shape.of(shape);
  }

  private static int extent(JsonNode value) {
    if (!value.isInt()) {
      throw new IllegalArgumentException("field \"shape\" holds no extent: " + value);
    }
    return value.intValue();
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("field \"" + field + "\" is not a text");
    }
    return value.textValue();
  }

  private static long whole(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("field \"" + field + "\" is not a whole number");
    }
    return value.longValue();
  }

  private static int cut(JsonNode node) {
    long cut = whole(node, "cut");
    if (cut != (int) cut) {
      throw new IllegalArgumentException("not a cut: " + cut);
    }
    return (int) cut;
  }

  private static double number(JsonNode value, String field) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException(
          "field \"" + field + "\" holds something that is not a number: " + value);
    }
    return value.doubleValue();
  }

  private static JsonNode list(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isArray()) {
      throw new IllegalArgumentException("field \"" + field + "\" is not a list");
    }
    return value;
  }

  private static Instant time(JsonNode node, String field) {
    String text = text(node, field);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "field \"" + field + "\" is not a time such as 2026-01-31T12:00:00Z: " + text, e);
    }
  }
}
