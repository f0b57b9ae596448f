package dev.thaw.cloud.server;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.codec.FrameCodec;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many devices that connect all at once, and again when they are turned away: after the time that
 * they were told, or soon if they were told none.
 */
final class Herd {
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);
  private static final long SOON_MILLIS = 100;
  private static final long DEADLINE_SECONDS = 60;

  private final int size;
  private final int port;
  private final Vertx vertx = Vertx.vertx();
  // Kept: Vert.x shuts a client down, with its sockets, once nobody refers to it.
  private final WebSocketClient client;
  private final Set<String> welcomed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger told = new AtomicInteger();
  private volatile boolean over;

  Herd(int size, int port) {
    this.size = size;
    this.port = port;
    this.client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(size));
  }

  /** All at once. */
  void connect() {
    for (int i = 0; i < size; i++) {
      connect("device-" + i);
    }
  }

  /** How many are in. */
  int welcomed() {
    return welcomed.size();
  }

  /** How often one was told when to come back. */
  int told() {
    return told.get();
  }

  private void connect(String device) {
    vertx.runOnContext(
        now ->
            client
                .connect(port, "127.0.0.1", "/v1/stream")
                .onSuccess(socket -> greet(device, socket))
                .onFailure(e -> again(device, SOON_MILLIS)));
  }

  private void greet(String device, WebSocket socket) {
    long[] pause = {SOON_MILLIS};
    socket.binaryMessageHandler(
        frame -> {
          Message message = CODEC.fromBytes(frame.getBytes());
          if (message instanceof Welcome) {
            welcomed.add(device);
          } else if (message instanceof Refused refused) {
            told.incrementAndGet();
            pause[0] = Math.max(1, refused.retryAfterMillis());
          }
        });
    socket.closeHandler(
        closed -> {
          welcomed.remove(device);
          again(device, pause[0]);
        });
    byte[] hello = CODEC.toBytes(TestDevice.hello(device, RunningCloud.TASK));
    socket.writeBinaryMessage(Buffer.buffer(hello)).onFailure(closed -> {});
  }

  private void again(String device, long millis) {
    if (!over) {
      vertx.setTimer(millis, fired -> connect(device));
    }
  }

  /** Nobody comes back any more. */
  void disperse() {
    over = true;
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
