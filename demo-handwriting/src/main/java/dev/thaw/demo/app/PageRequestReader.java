package dev.thaw.demo.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.demo.profile.Ink;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads what pages send; anything else becomes a {@link PageRequest.Wrong}. Stateless. */
final class PageRequestReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_SUGGESTIONS = 1_000;

  private PageRequestReader() {}

  static PageRequest read(String text) {
    try {
      JsonNode message = JSON.readTree(text);
      return message.isObject() ? read(message) : notUnderstood();
    } catch (JsonProcessingException e) {
      return notUnderstood();
    }
  }

  private static PageRequest read(JsonNode message) {
    JsonNode id = message.path("id");
    if (!id.canConvertToExactIntegral() || !id.canConvertToLong() || id.longValue() < 1) {
      return new PageRequest.Wrong(0, "A request came without a number. Reload the page.");
    }
    try {
      return request(id.longValue(), message);
    } catch (IllegalArgumentException e) {
      return new PageRequest.Wrong(id.longValue(), String.valueOf(e.getMessage()));
    }
  }

  private static PageRequest request(long id, JsonNode message) {
    String type = text(message, "type");
    return switch (type) {
      case "recognise" -> new PageRequest.Recognise(id, ink(message));
      case "save" -> save(id, message);
      case "relabel" -> new PageRequest.Relabel(id, text(message, "key"), text(message, "label"));
      case "suggest" -> new PageRequest.Suggest(id, count(message));
      case "surroundings" -> new PageRequest.Surrounded(id, surroundings(message));
      default -> throw wrong("type");
    };
  }

  private static PageRequest save(long id, JsonNode message) {
    return new PageRequest.Save(
        id,
        text(message, "key"),
        ink(message),
        sample(message),
        text(message, "label"),
        flag(message, "practice"));
  }

  private static Ink ink(JsonNode message) {
    JsonNode strokes = message.path("strokes");
    if (!strokes.isArray()) {
      throw wrong("strokes");
    }
    List<float[]> read = new ArrayList<>(strokes.size());
    strokes.forEach(stroke -> read.add(coordinates(stroke)));
    return Ink.of(read);
  }

  private static float[] coordinates(JsonNode stroke) {
    if (!stroke.isArray()) {
      throw wrong("strokes");
    }
    float[] values = new float[stroke.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = stroke.get(i);
      if (!value.isNumber()) {
        throw wrong("strokes");
      }
      values[i] = value.floatValue();
    }
    return values;
  }

  private static Optional<SampleId> sample(JsonNode message) {
    if (!message.hasNonNull("sample")) {
      return Optional.empty();
    }
    try {
      return Optional.of(SampleId.fromHex(text(message, "sample")));
    } catch (IllegalArgumentException e) {
      throw wrong("sample");
    }
  }

  private static int count(JsonNode message) {
    JsonNode count = message.path("count");
    if (!count.isInt() || count.intValue() < 1 || count.intValue() > MOST_SUGGESTIONS) {
      throw wrong("count");
    }
    return count.intValue();
  }

  private static Surroundings surroundings(JsonNode message) {
    boolean metered = flag(message, "metered");
    return new Surroundings(
        battery(message), flag(message, "charging"), metered ? Network.METERED : Network.UNMETERED);
  }

  private static OptionalDouble battery(JsonNode message) {
    if (!message.hasNonNull("battery")) {
      return OptionalDouble.empty();
    }
    JsonNode battery = message.get("battery");
    if (!battery.isNumber() || !(battery.doubleValue() >= 0 && battery.doubleValue() <= 1)) {
      throw wrong("battery");
    }
    return OptionalDouble.of(battery.doubleValue());
  }

  private static String text(JsonNode message, String field) {
    JsonNode value = message.path(field);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw wrong(field);
    }
    return value.textValue();
  }

  /** Absent means no. */
  private static boolean flag(JsonNode message, String field) {
    JsonNode value = message.path(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw wrong(field);
    }
    return value.booleanValue();
  }

  private static PageRequest notUnderstood() {
    return new PageRequest.Wrong(0, "A message could not be understood. Reload the page.");
  }

  private static IllegalArgumentException wrong(String field) {
    return new IllegalArgumentException(
        "The page's request has no \"%s\" that makes sense here. Reload the page."
            .formatted(field));
  }
}
