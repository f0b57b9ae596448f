package dev.thaw.demo.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A line of its own to one tab, beside the driver's, that does not wait for the answer to one
 * command before it sends the next: so that strokes come as fast as from a real pen, many points to
 * a frame. Commands are sent by one thread.
 */
final class DevTools implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;
  private int last;

  /**
   * Opens it.
   *
   * @param debugger host and port where Chromium listens
   * @param tab the tab's handle
   */
  DevTools(String debugger, String tab) {
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://" + debugger + "/devtools/page/" + tab), this)
            .join();
  }

  /** Sends a command; commands arrive in the order in which they were sent. */
  CompletableFuture<JsonNode> send(String method, Map<String, Object> parameters) {
    int id = ++last;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      String command =
          JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
      socket.sendText(command, true).join();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(method + parameters, e);
    }
    return answer.orTimeout(Browser.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean isLast) {
    text.append(part);
    if (isLast) {
      received(text.toString());
      text.setLength(0);
    }
    webSocket.request(1);
    return CompletableFuture.completedStage(null);
  }

  private void received(String message) {
    try {
      JsonNode node = JSON.readTree(message);
      CompletableFuture<JsonNode> answer = asked.remove(node.path("id").asInt());
      if (answer != null && node.has("error")) {
        answer.completeExceptionally(new IllegalStateException(node.path("error").toString()));
      } else if (answer != null) {
        answer.complete(node.path("result"));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(message, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
