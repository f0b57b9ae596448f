package dev.thaw.cloud.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How this server reads and writes JSON. Thread-safe. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static <T> ArrayNode array(Iterable<T> values, Function<T, JsonNode> view) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> array.add(view.apply(value)));
    return array;
  }

  public static ArrayNode texts(Iterable<?> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> array.add(value.toString()));
    return array;
  }

  public static ObjectNode counts(Map<?, Long> counts) {
    ObjectNode node = object();
    counts.forEach((key, count) -> node.put(key.toString(), count));
    return node;
  }

  public static ObjectNode figures(Map<String, Double> figures) {
    ObjectNode node = object();
    figures.forEach((name, figure) -> putFigure(node, name, figure));
    return node;
  }

  /** A number, or null where JSON has none (NaN, infinite). */
  public static void putFigure(ObjectNode node, String name, double figure) {
    if (Double.isFinite(figure)) {
      node.put(name, figure);
    } else {
      node.putNull(name);
    }
  }

  public static void putText(ObjectNode node, String name, Optional<?> text) {
    node.put(name, text.map(Object::toString).orElse(null));
  }

  public static Buffer bytes(JsonNode node) throws JsonProcessingException {
    return Buffer.buffer(MAPPER.writeValueAsBytes(node));
  }

  /**
   * Reads one JSON object.
   *
   * @throws IllegalArgumentException if the JSON is something else
   */
  public static ObjectNode objectIn(Buffer body) throws java.io.IOException {
    JsonNode node = MAPPER.readTree(body.getBytes());
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("the body is not a JSON object");
  }
}
