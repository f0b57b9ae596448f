package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.codec.FrameCodec;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A device reduced to its socket: sends what it is told to, keeps what it gets. */
final class TestDevice implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;
  private static final int BIG = 64 << 20;

  private final FrameCodec codec = new FrameCodec(BIG);
  private final Vertx vertx;
  private final boolean ownsVertx;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final AtomicInteger pings = new AtomicInteger();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();
  // Kept: Vert.x shuts a client down, with its sockets, once nobody refers to it.
  private final WebSocketClient client;
  private final WebSocket socket;

  private TestDevice(int port, Vertx vertx, boolean ownsVertx, Optional<String> token)
      throws Exception {
    this.vertx = vertx;
    this.ownsVertx = ownsVertx;
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(BIG).setMaxMessageSize(BIG));
    WebSocketConnectOptions where =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/v1/stream");
    token.ifPresent(shown -> where.addHeader("authorization", "Bearer " + shown));
    CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    vertx.runOnContext(
        ignored -> client.connect(where).onSuccess(this::listen).onComplete(toFuture(opened)));
    socket = opened.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Connects and says nothing. */
  static TestDevice connect(RunningCloud cloud) throws Exception {
    return new TestDevice(cloud.server().port(), Vertx.vertx(), true, Optional.empty());
  }

  /** Connects with a session token and says nothing. */
  static TestDevice connect(RunningCloud cloud, String token) throws Exception {
    return new TestDevice(cloud.server().port(), Vertx.vertx(), true, Optional.of(token));
  }

  /** Connects one of many, which share {@code vertx}, and says nothing. */
  static TestDevice connect(RunningCloud cloud, Vertx vertx) throws Exception {
    return new TestDevice(cloud.server().port(), vertx, false, Optional.empty());
  }

  /** Connects one of many, which share {@code vertx}, says hello and takes the welcome. */
  static TestDevice welcomed(RunningCloud cloud, String device, Vertx vertx) throws Exception {
    return welcomed(new TestDevice(cloud.server().port(), vertx, false, Optional.empty()), device);
  }

  /** Connects, says hello and takes the welcome. */
  static TestDevice welcomed(RunningCloud cloud, String device) throws Exception {
    return welcomed(connect(cloud), device);
  }

  private static TestDevice welcomed(TestDevice connected, String device) throws Exception {
    connected.send(hello(device, RunningCloud.TASK));
    assertThat(connected.next()).isInstanceOf(Welcome.class);
    return connected;
  }

  static Hello hello(String device, String task) {
    return new Hello(device, task, Optional.empty(), Optional.empty(), Map.of("battery", 0.5));
  }

  void send(Message message) {
    sendBytes(ByteBufUtil.getBytes(codec.encode(message)));
  }

  void sendBytes(byte[] frame) {
    socket.writeBinaryMessage(Buffer.buffer(frame));
  }

  void sendText(String text) {
    socket.writeTextMessage(text);
  }

  /** The next message; fails the test if none comes in time. */
  Message next() throws InterruptedException {
    Message message = inbox.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(message).as("a message within %s s", DEADLINE_SECONDS).isNotNull();
    return message;
  }

  <T extends Message> T next(Class<T> type) throws InterruptedException {
    Message message = next();
    assertThat(message).isInstanceOf(type);
    return type.cast(message);
  }

  /** The status the server closed with. */
  int closeStatus() throws Exception {
    return closed.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** How many pings the server has sent. */
  int pings() {
    return pings.get();
  }

  private void listen(WebSocket opened) {
    opened.frameHandler(frame -> pings.addAndGet(frame.isPing() ? 1 : 0));
    opened.binaryMessageHandler(
        frame -> inbox.add(codec.decode(Unpooled.wrappedBuffer(frame.getBytes()))));
    opened.closeHandler(ignored -> closed.complete(statusOf(opened)));
  }

  private static short statusOf(WebSocket socket) {
    Short status = socket.closeStatusCode();
    return status == null ? -1 : status;
  }

  private static <T> io.vertx.core.Handler<io.vertx.core.AsyncResult<T>> toFuture(
      CompletableFuture<T> target) {
    return result -> {
      if (result.succeeded()) {
        target.complete(result.result());
      } else {
        target.completeExceptionally(result.cause());
      }
    };
  }

  @Override
  public void close() {
    (ownsVertx ? vertx.close() : socket.close())
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
