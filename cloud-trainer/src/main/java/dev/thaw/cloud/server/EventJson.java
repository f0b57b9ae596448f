package dev.thaw.cloud.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.cloud.events.Event;
import dev.thaw.cloud.events.EventLog;
import dev.thaw.cloud.events.News;
import dev.thaw.cloud.events.Topic;
import dev.thaw.cloud.web.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/** Events as JSON, and as the server-sent events of the HTML standard. */
final class EventJson {
  private EventJson() {}

  static ObjectNode event(Event event) {
    News news = event.news();
    ObjectNode node = Json.object();
    node.put("id", event.id());
    node.put("at", event.at().toString());
    node.put("kind", news.kind().toString());
    node.put("task", news.task());
    Json.putText(node, "scope", news.scope());
    Json.putText(node, "device", news.device());
    node.put("version", news.version().orElse(null));
    node.put("text", news.text());
    return node;
  }

  static ObjectNode events(EventLog log, List<Event> events) {
    ObjectNode node = Json.object();
    node.put("start", log.start());
    node.set("events", Json.array(events, EventJson::event));
    return node;
  }

  /** The frames of several events; the id carries the log's start, so that it fits no other log. */
  static Buffer frames(EventLog log, List<Event> events) {
    Buffer frames = Buffer.buffer();
    for (Event event : events) {
      frames.appendString("id: " + log.start() + '-' + event.id() + "\nevent: log\ndata: ");
      frames.appendString(event(event) + "\n\n");
    }
    return frames;
  }

  static Buffer frame(Set<Topic> changed) {
    ObjectNode node = Json.object();
    node.set("topics", Json.texts(changed));
    return Buffer.buffer("event: changed\ndata: " + node + "\n\n");
  }
}
