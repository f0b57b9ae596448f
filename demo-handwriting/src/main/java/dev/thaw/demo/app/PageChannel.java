package dev.thaw.demo.app;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket of one page: text in and out, and the ways in which it ends. Confined to the
 * socket's event loop.
 */
final class PageChannel {
  /** Says why a channel was closed, as in RFC 6455, 7.4.1. */
  static final short GOING_AWAY = 1001;

  static final short NOT_READ = 1008;
  static final short FAILED = 1011;

  private static final Logger LOG = LoggerFactory.getLogger(PageChannel.class);

  /** A page that lets this many characters lie unread is closed. */
  private static final int MOST_UNREAD = 8 << 20;

  private final ServerWebSocket socket;
  private final String peer;
  private boolean closed;
  private boolean paused;
  private long unread;

  /**
   * Wraps a socket.
   *
   * @param peer who is at the other end, as the log shall say it
   */
  PageChannel(ServerWebSocket socket, String peer) {
    this.socket = socket;
    this.peer = peer;
  }

  /** Begins to listen; {@code whenClosed} runs once, however it ends. */
  void open(Consumer<String> receiver, Runnable whenClosed) {
    LOG.info("session opened {}", peer);
    socket.textMessageHandler(receiver::accept);
    socket.binaryMessageHandler(ignored -> receiver.accept("not text"));
    socket.exceptionHandler(
        failure -> LOG.warn("session failed {} message={}", peer, failure.getMessage()));
    socket.closeHandler(
        ignored -> {
          LOG.info("session closed {} status={}", peer, socket.closeStatusCode());
          closed = true;
          whenClosed.run();
        });
  }

  boolean isClosed() {
    return closed;
  }

  /** Reads no more, or goes on reading. */
  void setPaused(boolean pause) {
    if (pause && !paused) {
      socket.pause();
    } else if (!pause && paused) {
      socket.resume();
    }
    paused = pause;
  }

  /** Sends, unless the channel is closed; closes it if what was sent before is not read. */
  void send(String text) {
    if (closed) {
      return;
    }
    unread += text.length();
    if (unread > MOST_UNREAD) {
      close(NOT_READ, "nothing is read");
      return;
    }
    socket.writeTextMessage(text).onComplete(sent -> unread -= text.length());
  }

  /** Keeps the connection from looking idle; one that does not answer is. */
  void ping() {
    if (!closed) {
      socket.writePing(Buffer.buffer("thaw"));
    }
  }

  void close(short status, String reason) {
    if (!closed) {
      LOG.info("closing session {} reason=\"{}\"", peer, reason);
      closed = true;
      socket.close(status, reason);
    }
  }
}
