package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads server-sent events as a browser does, but on the test's own thread. */
final class EventReader implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final HttpURLConnection connection;
  private final BufferedReader lines;
  private final ObjectMapper json = new ObjectMapper();
  private final List<JsonNode> logged = new ArrayList<>();
  private String lastEventId = "";
  private final Set<String> changed = new HashSet<>();
  private int changes;

  /** One message. */
  private record Frame(String event, JsonNode data) {}

  private EventReader(HttpURLConnection connection) throws IOException {
    this.connection = connection;
    this.lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
  }

  static EventReader open(String server) throws IOException {
    return open(server, "");
  }

  static EventReader open(String server, String lastEventId) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(server + "/v1/admin/events").toURL().openConnection();
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setRequestProperty("accept", "text/event-stream");
    if (!lastEventId.isEmpty()) {
      connection.setRequestProperty("last-event-id", lastEventId);
    }
    assertThat(connection.getContentType()).startsWith("text/event-stream");
    return new EventReader(connection);
  }

  /** Reads on to the first event that is wanted. */
  JsonNode until(Predicate<JsonNode> wanted) throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.event().equals("log") && wanted.test(frame.data())) {
        return frame.data();
      }
    }
  }

  /** Reads on until each of the topics has changed since this was last called. */
  void untilChanged(String... topics) throws IOException {
    while (!changed.containsAll(List.of(topics))) {
      next();
    }
    changed.clear();
  }

  /** Every event that came. */
  List<JsonNode> logged() {
    return logged;
  }

  /** How often anything was said to have changed. */
  int changes() {
    return changes;
  }

  String lastEventId() {
    return lastEventId;
  }

  @Override
  public void close() {
    connection.disconnect();
  }

  private Frame next() throws IOException {
    String event = "";
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (true) {
      String line = lines.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
      assertThat(System.nanoTime()).as("time is left").isLessThan(deadline);
      if (line.startsWith("id: ")) {
        lastEventId = line.substring("id: ".length());
      } else if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        return noted(new Frame(event, json.readTree(line.substring("data: ".length()))));
      }
    }
  }

  private Frame noted(Frame frame) {
    if (frame.event().equals("log")) {
      logged.add(frame.data());
    } else {
      changes++;
      frame.data().path("topics").forEach(topic -> changed.add(topic.asText()));
    }
    return frame;
  }
}
