package dev.thaw.demo.loop;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A device that says hello and then only listens. Thread-safe. */
final class Bystander implements WebSocket.Listener {
  private static final int MAX_FRAME_BYTES = 1 << 20;

  private final FrameCodec codec = new FrameCodec(MAX_FRAME_BYTES);
  private final List<Message> heard = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  /** Connects to a cloud that asks nobody who they are; returns when it is welcomed. */
  static Bystander at(HttpClient http, URI cloud) {
    Bystander bystander = new Bystander();
    URI stream = URI.create("ws://" + cloud.getAuthority() + "/v1/stream");
    WebSocket socket = Await.get(http.newWebSocketBuilder().buildAsync(stream, bystander));
    Message hello =
        new Message.Hello("bystander", Cloud.TASK, Optional.empty(), Optional.empty(), Map.of());
    Await.get(socket.sendBinary(ByteBuffer.wrap(bystander.codec.toBytes(hello)), true));
    Await.until("a welcome", () -> !bystander.heard.isEmpty());
    return bystander;
  }

  /** Everything that came, in order. */
  List<Message> heard() {
    return heard;
  }

  /** The status with which the cloud closed the connection, once it has. */
  CompletableFuture<Integer> closed() {
    return closed;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] frame = new byte[data.remaining()];
    data.get(frame);
    heard.add(codec.fromBytes(frame));
    return WebSocket.Listener.super.onBinary(socket, data, last);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    closed.complete(status);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closed.completeExceptionally(error);
  }
}
