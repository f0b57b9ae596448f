package dev.thaw.cloud.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The JSON body of an operator's request, read field by field; every mistake is an {@link
 * IllegalArgumentException} that names the field. Not thread-safe.
 */
public final class JsonRequest {
  private final ObjectNode fields;

  private JsonRequest(ObjectNode fields) {
    this.fields = fields;
  }

  /** The body of a request that must carry JSON with no other fields than {@code known}. */
  public static JsonRequest of(RoutingContext ctx, Set<String> known) {
    Answers.requireContentType(ctx, Answers.JSON);
    try {
      ObjectNode fields = Json.objectIn(Answers.body(ctx));
      fields
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!known.contains(name)) {
                  throw new IllegalArgumentException("field \"" + name + "\" is not known here");
                }
              });
      return new JsonRequest(fields);
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is not JSON", e);
    }
  }

  /** Whether the field is there, if only as null. */
  public boolean has(String field) {
    return fields.has(field);
  }

  public int whole(String field) {
    return read(field, JsonNode::isInt, "a whole number")
        .orElseThrow(() -> wrong(field, "a whole number"))
        .intValue();
  }

  public Optional<Long> optionalWhole(String field) {
    return read(field, JsonRequest::isWhole, "a whole number").map(JsonNode::longValue);
  }

  public Optional<Double> optionalNumber(String field) {
    return read(field, JsonNode::isNumber, "a number").map(JsonNode::doubleValue);
  }

  public Optional<Boolean> optionalFlag(String field) {
    return read(field, JsonNode::isBoolean, "true or false").map(JsonNode::booleanValue);
  }

  public Optional<String> optionalText(String field) {
    return read(field, JsonNode::isTextual, "a text").map(JsonNode::textValue);
  }

  /** The field as it is. */
  public Optional<JsonNode> any(String field) {
    return read(field, node -> true, "");
  }

  private Optional<JsonNode> read(String field, Predicate<JsonNode> isRight, String expected) {
    JsonNode value = fields.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!isRight.test(value)) {
      throw wrong(field, expected);
    }
    return Optional.of(value);
  }

  private static boolean isWhole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  private static IllegalArgumentException wrong(String field, String expected) {
    return new IllegalArgumentException("field \"" + field + "\" is not " + expected);
  }
}
