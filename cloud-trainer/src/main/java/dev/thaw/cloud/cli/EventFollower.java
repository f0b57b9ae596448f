package dev.thaw.cloud.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the event stream and goes on where it was when the server is back, until the thread is
 * interrupted while it waits for that. Confined to one thread.
 */
final class EventFollower {
  static final String PATH = "v1/admin/events";
  private static final long PAUSE_MILLIS = 1_000;
  private static final String ID = "id: ";
  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  private final OperatorClient client;
  private final Consumer<JsonNode> reader;
  private final ObjectMapper json = new ObjectMapper();
  private String lastId = "";
  private String event = "";

  /** A follower that hands each event to {@code reader}. */
  EventFollower(OperatorClient client, Consumer<JsonNode> reader) {
    this.client = client;
    this.reader = reader;
  }

  /** Follows; the answer is why it could not begin, or that it was interrupted. */
  Reply run() {
    boolean begun = false;
    while (true) {
      Map<String, String> query = lastId.isEmpty() ? Map.of() : Map.of("after", lastId);
      Reply reply = client.follow(PATH, query, this::read);
      begun |= reply instanceof Reply.Answer;
      if (!begun) {
        return reply;
      }
      if (!rest()) {
        return new Reply.Unreachable("interrupted");
      }
    }
  }

  private void read(String line) {
    if (line.startsWith(ID)) {
      lastId = line.substring(ID.length());
    } else if (line.startsWith(EVENT)) {
      event = line.substring(EVENT.length());
    } else if (line.startsWith(DATA) && event.equals("log")) {
      reader.accept(parsed(line.substring(DATA.length())));
    }
  }

  private JsonNode parsed(String data) {
    try {
      return json.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the server sent an event that is not JSON", e);
    }
  }

  private static boolean rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
