package dev.thaw.bench.micro;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.SampleOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One device's connection to a cloud. For one thread that sends and then listens. */
final class Uplink implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final WebSocketClient client = vertx.createWebSocketClient();
  private final WebSocket socket;

  /** Connects, and waits until it is welcome. */
  Uplink(URI cloud, String task) {
    socket = await(client.connect(cloud.getPort(), cloud.getHost(), "/v1/stream"));
    socket.binaryMessageHandler(each -> heard.add(Uploads.CODEC.fromBytes(each.getBytes())));
    Hello hello =
        new Hello(Uploads.DEVICE, task, Optional.empty(), Optional.empty(), Map.of("battery", 1.0));
    send(Uploads.CODEC.toBytes(hello));
    while (!(hear() instanceof Welcome)) {}
  }

  void send(byte[] frame) {
    socket.writeBinaryMessage(Buffer.buffer(frame));
  }

  /**
   * Waits for the acknowledgement of one batch.
   *
   * @throws IllegalStateException if it was refused, or not all of it was stored
   */
  BatchAck acknowledged() {
    for (Message message = hear(); ; message = hear()) {
      if (message instanceof BatchAck ack) {
        return require(ack);
      }
      if (message instanceof Refused refusal) {
        throw new IllegalStateException("refused: " + refusal.message());
      }
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private Message hear() {
    try {
      return Optional.ofNullable(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .orElseThrow(
              () -> new IllegalStateException("silent for " + PATIENCE_SECONDS + " seconds"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the cloud", e);
    }
  }

  private static BatchAck require(BatchAck ack) {
    if (ack.outcomes().stream().anyMatch(each -> each != SampleOutcome.STORED)) {
      throw new IllegalStateException("not all stored: " + ack.outcomes());
    }
    return ack;
  }

  private static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
