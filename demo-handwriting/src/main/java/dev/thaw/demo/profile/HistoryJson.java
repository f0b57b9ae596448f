package dev.thaw.demo.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.demo.strokes.Bounds;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.Optional;

/**
 * History lines as JSON objects, one per line, UTF-8. Stateless.
 *
 * <pre>
 * {"type":"begun","at":TIME}
 * {"type":"saved","key":TEXT,"sample":HEX,"at":TIME,"label":TEXT,"predicted":TEXT,
 *  "confidence":SHARE,"general":TEXT,"version":N,"personal":BOOL,"hit":BOOL,"micros":N,
 *  "practice":BOOL,"bounds":[LEFT,TOP,RIGHT,BOTTOM],"rawBytes":N,"sentBytes":N}
 * {"type":"label","key":TEXT,"label":TEXT}
 * {"type":"left","key":TEXT,"at":TIME}
 * {"type":"model","version":N,"scope":TEXT or null,"createdAt":TIME or null,"since":TIME,
 *  "depth":N,"layers":N}
 * </pre>
 *
 * Times are ISO 8601 in UTC. Unknown members are ignored.
 */
final class HistoryJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HistoryJson() {}

  static String write(HistoryLine line) {
    ObjectNode node = JSON.createObjectNode();
    if (line instanceof HistoryLine.Begun begun) {
      node.put("type", "begun").put("at", begun.at().toString());
    } else if (line instanceof HistoryLine.Saved saved) {
      put(node, saved.entry());
    } else if (line instanceof HistoryLine.Relabelled changed) {
      node.put("type", "label").put("key", changed.key()).put("label", changed.label());
    } else if (line instanceof HistoryLine.Left left) {
      node.put("type", "left").put("key", left.key()).put("at", left.at().toString());
    } else if (line instanceof HistoryLine.Answering answering) {
      put(node, answering.model());
    }
    return node.toString();
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is anything else, with the reason
   */
  static HistoryLine read(String text) {
    try {
      return read(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static HistoryLine read(JsonNode node) {
    String type = text(node, "type");
    return switch (type) {
      case "begun" -> new HistoryLine.Begun(time(node, "at"));
      case "saved" -> new HistoryLine.Saved(entry(node));
      case "label" -> new HistoryLine.Relabelled(text(node, "key"), text(node, "label"));
      case "left" -> new HistoryLine.Left(text(node, "key"), time(node, "at"));
      case "model" -> new HistoryLine.Answering(model(node));
      default -> throw new IllegalArgumentException("unknown type \"" + type + '"');
    };
  }

  private static void put(ObjectNode node, Entry entry) {
    node.put("type", "saved")
        .put("key", entry.key())
        .put("sample", entry.sample().hex())
        .put("at", entry.at().toString())
        .put("label", entry.label())
        .put("predicted", entry.predicted())
        .put("confidence", entry.confidence())
        .put("general", entry.general())
        .put("version", entry.version())
        .put("personal", entry.personal())
        .put("hit", entry.hit())
        .put("micros", entry.micros())
        .put("practice", entry.practice());
    Bounds box = entry.bounds();
    node.putArray("bounds").add(box.left()).add(box.top()).add(box.right()).add(box.bottom());
    node.put("rawBytes", entry.rawBytes()).put("sentBytes", entry.sentBytes());
  }

  private static Entry entry(JsonNode node) {
    return new Entry(
        text(node, "key"),
        SampleId.fromHex(text(node, "sample")),
        time(node, "at"),
        text(node, "label"),
        text(node, "predicted"),
        (float) member(node, "confidence").asDouble(),
        text(node, "general"),
        member(node, "version").asLong(),
        member(node, "personal").asBoolean(),
        member(node, "hit").asBoolean(),
        member(node, "micros").asLong(),
        member(node, "practice").asBoolean(),
        bounds(member(node, "bounds")),
        member(node, "rawBytes").asInt(),
        member(node, "sentBytes").asInt(),
        Optional.empty());
  }

  private static Bounds bounds(JsonNode edges) {
    if (edges.size() != 4) {
      throw new IllegalArgumentException("not four edges: " + edges);
    }
    return new Bounds(
        (float) edges.get(0).asDouble(),
        (float) edges.get(1).asDouble(),
        (float) edges.get(2).asDouble(),
        (float) edges.get(3).asDouble());
  }

  private static void put(ObjectNode node, RunningModel model) {
    node.put("type", "model")
        .put("version", model.version())
        .put("scope", model.scope().orElse(null))
        .put("createdAt", model.createdAt().map(Instant::toString).orElse(null))
        .put("since", model.since().toString())
        .put("depth", model.depth())
        .put("layers", model.layers());
  }

  private static RunningModel model(JsonNode node) {
    return new RunningModel(
        member(node, "version").asLong(),
        present(node, "scope"),
        present(node, "createdAt").map(Instant::parse),
        time(node, "since"),
        member(node, "depth").asInt(),
        member(node, "layers").asInt());
  }

  private static Optional<String> present(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).filter(each -> !each.isNull()).map(JsonNode::asText);
  }

  private static Instant time(JsonNode node, String name) {
    return Instant.parse(text(node, name));
  }

  private static String text(JsonNode node, String name) {
    return member(node, name).asText();
  }

  private static JsonNode member(JsonNode node, String name) {
    JsonNode found = node.get(name);
    if (found == null || found.isNull()) {
      throw new IllegalArgumentException("no \"" + name + "\"");
    }
    return found;
  }
}
