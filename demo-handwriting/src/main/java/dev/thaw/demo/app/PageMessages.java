package dev.thaw.demo.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.demo.profile.Entry;
import dev.thaw.demo.profile.Outgoing;
import dev.thaw.demo.profile.Recognition;
import dev.thaw.demo.profile.Recognition.Guess;
import dev.thaw.demo.profile.RunningModel;
import dev.thaw.demo.profile.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes what pages are told, as JSON text. Stateless. */
final class PageMessages {
  private PageMessages() {}

  /**
   * How everything stands; the first thing a page is told.
   *
   * @param operator address of the operator's page
   * @param local whether the browser runs on this host
   */
  static String state(Snapshot now, String operator, boolean local) {
    ObjectNode message = message("state");
    message.put("device", now.deviceId());
    message.put("since", now.since().toString());
    message.set("labels", texts(now.labels()));
    message.set("model", object(now.model()));
    putLink(message, now.link(), now.waiting());
    message.set("cache", cache(now));
    message.put("sentBytes", now.featureBytesUp());
    message.put("saved", now.saved());
    message.set("entries", array(now.entries(), PageMessages::object));
    message.set("updates", array(now.updates(), PageMessages::object));
    message.put("operator", operator);
    message.put("local", local);
    return message.toString();
  }

  static String recognised(long id, Recognition found) {
    ObjectNode message = answer("recognised", id);
    message.put("sample", found.sample().toString());
    message.set("best", array(found.best(), PageMessages::object));
    message.set("general", object(found.general()));
    message.put("hit", found.hit());
    message.put("micros", found.micros());
    message.set("model", object(found.model()));
    message.set("outgoing", object(found.outgoing()));
    message.put("rawBytes", found.rawBytes());
    return message.toString();
  }

  static String saved(long id, Entry entry) {
    ObjectNode message = answer("saved", id);
    message.set("entry", object(entry));
    return message.toString();
  }

  static String suggested(long id, List<String> labels) {
    ObjectNode message = answer("suggested", id);
    message.set("labels", texts(labels));
    return message.toString();
  }

  static String noted(long id) {
    return answer("noted", id).toString();
  }

  /** The answer to what a later request of the same kind has overtaken. */
  static String skipped(long id) {
    return answer("skipped", id).toString();
  }

  static String problem(long id, String sentence) {
    return answer("problem", id).put("message", sentence).toString();
  }

  static String entry(Entry entry) {
    ObjectNode message = message("entry");
    message.set("entry", object(entry));
    return message.toString();
  }

  static String model(RunningModel model) {
    ObjectNode message = message("model");
    message.set("model", object(model));
    return message.toString();
  }

  static String link(String link, int waiting) {
    ObjectNode message = message("link");
    putLink(message, link, waiting);
    return message.toString();
  }

  private static ObjectNode message(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private static ObjectNode answer(String type, long id) {
    return message(type).put("id", id);
  }

  private static void putLink(ObjectNode message, String link, int waiting) {
    message.put("link", link);
    message.put("online", link.startsWith("online") || link.startsWith("REST"));
    message.put("waiting", waiting);
  }

  private static ObjectNode cache(Snapshot now) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("samples", now.cachedSamples())
        .put("bytes", now.cacheBytes())
        .put("hits", now.hits())
        .put("misses", now.misses());
  }

  private static ObjectNode object(RunningModel model) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("version", model.version());
    object.put("scope", model.scope().orElse(null));
    object.put("personal", model.personal());
    object.put("createdAt", text(model.createdAt()));
    object.put("since", model.since().toString());
    object.put("depth", model.depth());
    object.put("layers", model.layers());
    return object;
  }

  private static ObjectNode object(Entry entry) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("key", entry.key());
    object.put("at", entry.at().toString());
    object.put("label", entry.label());
    object.put("predicted", entry.predicted());
    object.put("confidence", entry.confidence());
    object.put("general", entry.general());
    object.put("version", entry.version());
    object.put("personal", entry.personal());
    object.put("hit", entry.hit());
    object.put("micros", entry.micros());
    object.put("practice", entry.practice());
    object.put("rawBytes", entry.rawBytes());
    object.put("sentBytes", entry.sentBytes());
    object.put("leftAt", text(entry.leftAt()));
    return object;
  }

  private static ObjectNode object(Guess guess) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("label", guess.label())
        .put("p", guess.probability());
  }

  private static @Nullable ObjectNode object(@Nullable Outgoing outgoing) {
    return outgoing == null
        ? null
        : JsonNodeFactory.instance
            .objectNode()
            .put("shape", outgoing.shape())
            .put("dtype", outgoing.dtype())
            .put("values", outgoing.values())
            .put("bytes", outgoing.bytes());
  }

  private static ArrayNode texts(List<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(values.size());
    values.forEach(array::add);
    return array;
  }

  private static <T> ArrayNode array(List<T> values, Function<T, ObjectNode> writer) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(values.size());
    values.forEach(value -> array.add(writer.apply(value)));
    return array;
  }

  private static @Nullable String text(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }
}
