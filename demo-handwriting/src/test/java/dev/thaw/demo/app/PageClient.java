package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.demo.loop.Await;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A page without a browser: one WebSocket, and everything it was told. Thread-safe. */
final class PageClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a client of a page needs. */
  static final WebSocketClientOptions OPTIONS =
      new WebSocketClientOptions().setMaxFrameSize(1 << 24).setMaxMessageSize(1 << 24);

  private final WebSocket socket;
  private final List<JsonNode> told = new CopyOnWriteArrayList<>();
  private final AtomicLong lastId = new AtomicLong();

  private PageClient(WebSocket socket) {
    this.socket = socket;
  }

  /** Connects with a profile's token, as the page does. */
  static PageClient open(WebSocketClient sockets, URI server, String token) {
    PageClient client = Await.get(connect(sockets, options(server, token)));
    client.state();
    return client;
  }

  static WebSocketConnectOptions options(URI server, String token) {
    return new WebSocketConnectOptions()
        .setHost(server.getHost())
        .setPort(server.getPort())
        .setURI("/session")
        .addHeader("origin", server.toString())
        .addHeader("cookie", "theme=dark; thaw_profile=" + token);
  }

  /** Fails if the server refuses. */
  static CompletableFuture<PageClient> connect(
      WebSocketClient sockets, WebSocketConnectOptions options) {
    return sockets
        .connect(options)
        .map(PageClient::listening)
        .toCompletionStage()
        .toCompletableFuture();
  }

  private static PageClient listening(WebSocket socket) {
    PageClient client = new PageClient(socket);
    socket.textMessageHandler(text -> client.told.add(parse(text)));
    return client;
  }

  /** The first message. */
  JsonNode state() {
    Await.until("a first message", () -> !told.isEmpty());
    assertThat(told.get(0).path("type").asText()).isEqualTo("state");
    return told.get(0);
  }

  /** Everything told so far, in order. */
  List<JsonNode> told() {
    return told;
  }

  /** Sends a request, numbered, and waits for its answer. */
  JsonNode ask(ObjectNode request) {
    long id = send(request);
    return await("answer " + id, message -> message.path("id").asLong(-1) == id);
  }

  /** Sends a request and returns its number. */
  long send(ObjectNode request) {
    long id = lastId.incrementAndGet();
    sendText(request.deepCopy().put("id", id).toString());
    return id;
  }

  /** Sends, whether the server likes it or not. */
  void sendText(String text) {
    socket.writeTextMessage(text);
  }

  /** Waits until it was told something. */
  JsonNode await(String what, Predicate<JsonNode> wanted) {
    Await.until(what, () -> told.stream().anyMatch(wanted) || socket.isClosed());
    return told.stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new AssertionError("closed before " + what));
  }

  static boolean isProblem(JsonNode message) {
    return message.path("type").asText().equals("problem");
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  void close() {
    Await.get(socket.close().toCompletionStage().toCompletableFuture());
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
