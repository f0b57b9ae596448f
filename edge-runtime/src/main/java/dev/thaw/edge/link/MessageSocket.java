package dev.thaw.edge.link;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import dev.thaw.protocol.codec.MalformedFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;

/** A WebSocket that carries messages. Whoever is listening hears of each once, in order. */
@CallByThread(CallByThread.CONTEXT)
final class MessageSocket {
  /** Hears what happens on the socket. */
  interface Listener {
    void received(Message message);

    void pong();

    /** The socket is of no use any more; may be said more than once. */
    void lost(String reason);
  }

  private static final Listener DEAF =
      new Listener() {
        @Override
        public void received(Message message) {}

        @Override
        public void pong() {}

        @Override
        public void lost(String reason) {}
      };

  private final WebSocket socket;
  private final FrameCodec codec;
  private final Traffic traffic;
  private Listener listener = DEAF;

  MessageSocket(WebSocket socket, FrameCodec codec, Traffic traffic) {
    this.socket = socket;
    this.codec = codec;
    this.traffic = traffic;
    socket.binaryMessageHandler(this::decode);
    socket.textMessageHandler(text -> listener.lost("the server sent text"));
    socket.pongHandler(pong -> listener.pong());
    socket.exceptionHandler(e -> listener.lost(Reasons.of(e)));
    socket.closeHandler(end -> listener.lost("the connection was closed"));
  }

  /** Replaces whoever listened before. */
  void listen(Listener next) {
    listener = next;
  }

  /** Sends a small message that is not features. */
  void send(Message message) {
    byte[] frame = codec.toBytes(message);
    traffic.controlUp.add(frame.length);
    write(frame);
  }

  /** Sends a frame that carries features. */
  void sendFeatures(byte[] frame) {
    traffic.featuresUp.add(frame.length);
    write(frame);
  }

  Future<Void> ping() {
    return socket.writePing(Buffer.buffer("thaw"));
  }

  /** Hears nothing more, and closes. */
  void close() {
    listener = DEAF;
    Future<Void> closing = socket.close();
    closing.onFailure(alreadyGone -> {});
  }

  /** A failed write shows as a closed socket as well. */
  private void write(byte[] frame) {
    Future<Void> written = socket.writeBinaryMessage(Buffer.buffer(frame));
    written.onFailure(shownByCloseHandler -> {});
  }

  private void decode(Buffer frame) {
    traffic.controlDown.add(frame.length());
    Message message;
    try {
      message = codec.fromBytes(frame.getBytes());
    } catch (MalformedFrameException e) {
      listener.lost("unreadable frame: " + e.getMessage());
      return;
    }
    listener.received(message);
  }
}
