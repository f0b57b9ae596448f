package dev.thaw.cloud.server;

import dev.thaw.cloud.server.limits.Limits;
import dev.thaw.cloud.server.limits.RawConnection;
import dev.thaw.cloud.web.WireErrors;
import dev.thaw.cloud.web.WireErrors.Failure;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket that carries messages: frames in and out, pings, and the ways in which it ends. What
 * is not a message is refused, and the socket closed. Confined to the server's event loop.
 */
final class MessageChannel {
  private static final Logger LOG = LoggerFactory.getLogger(MessageChannel.class);
  private static final int SILENT_PINGS = 2;
  private static final long LONGEST_REST_MILLIS = 250;
  private static final short GOING_AWAY = 1001;
  private static final short UNSUPPORTED = 1003;
  private static final short POLICY_VIOLATION = 1008;
  private static final short TOO_BIG = 1009;

  private final ServerWebSocket socket;
  private final Intake intake;
  private final Limits limits;
  private final Vertx vertx;
  private final HttpConnection connection;
  private String peer;
  private boolean closing;
  private boolean resting;
  private int unansweredPings;
  private int fullPings;
  private long unread;

  MessageChannel(
      ServerWebSocket socket,
      HttpConnection connection,
      Intake intake,
      Limits limits,
      Vertx vertx) {
    this.socket = socket;
    this.intake = intake;
    this.limits = limits;
    this.vertx = vertx;
    this.connection = connection;
    this.peer = "remote=" + socket.remoteAddress();
  }

  /** Begins to listen. What {@code receiver} throws is refused like a bad frame. */
  void open(Consumer<Message> receiver, Runnable closed) {
    socket.frameHandler(frame -> heard(frame.isPing()));
    socket.pongHandler(pong -> unansweredPings = 0);
    socket.binaryMessageHandler(frame -> receive(frame, receiver));
    socket.textMessageHandler(
        text ->
            refuse(
                new Failure(ErrorCode.MALFORMED_FRAME, "text on a stream of binary frames"),
                UNSUPPORTED));
    socket.exceptionHandler(e -> LOG.warn("connection failed {} message={}", peer, e.getMessage()));
    socket.closeHandler(ignored -> onClosed(closed));
  }

  /** Who is at the other end, as the log shall say it from now on. */
  void peerIs(DeviceIdentity identity) {
    peer = identity.toString();
  }

  boolean isClosing() {
    return closing;
  }

  /**
   * Sends, unless the stream has ended; completes when the message is on its way. A peer that has
   * too much to read already is cut off: what it misses it asks for when it comes back.
   */
  Future<Void> send(Message message) {
    if (closing) {
      return Future.failedFuture("the stream has ended");
    }
    Buffer frame = intake.write(message);
    if (unread > 0 && unread + frame.length() > limits.limits().unreadBytes()) {
      cutOff();
      return Future.failedFuture("the peer reads too slowly");
    }
    unread += frame.length();
    return socket.writeBinaryMessage(frame).onComplete(sent -> unread -= frame.length());
  }

  /**
   * Reads nothing from the peer for a while, a quarter of a second at most if it reads what it is
   * sent: one that sends more than it may is held up by its own network, and takes no time of
   * others.
   */
  void rest(long millis) {
    if (!resting && !closing && millis > 0) {
      resting = true;
      socket.pause();
      RawConnection.read(connection, false);
      vertx.setTimer(Math.min(millis, LONGEST_REST_MILLIS), over -> readOn());
    }
  }

  /** Pings; a peer that said or read nothing since the last two pings is gone. */
  void ping() {
    if (closing) {
      return;
    }
    fullPings = socket.writeQueueFull() ? fullPings + 1 : 0;
    if (fullPings >= SILENT_PINGS || (fullPings > 0 && unansweredPings >= SILENT_PINGS)) {
      cutOff();
      return;
    }
    if (unansweredPings >= SILENT_PINGS) {
      LOG.info("connection silent, dropped {}", peer);
      close(GOING_AWAY, "silent");
      return;
    }
    unansweredPings++;
    socket.writePing(Buffer.buffer("thaw"));
  }

  /** Says that the peer did something it may not, and ends the stream. */
  void refuse(ErrorCode code, String message) {
    refuse(new Failure(code, message));
  }

  /** Says why not, and ends the stream. */
  void refuse(Failure failure) {
    refuse(failure, failure.code() == ErrorCode.OVERSIZED_FRAME ? TOO_BIG : POLICY_VIOLATION);
  }

  /** Says good-bye, and when to come back, and ends the stream. */
  void goAway(long retryAfterMillis) {
    Failure closing = new Failure(ErrorCode.BUSY, "the server is closing", retryAfterMillis);
    send(WireErrors.refusal(closing, -1));
    close(GOING_AWAY, "the server is closing");
  }

  /** Says that the device is not let in any more, and ends the stream. */
  void revoke() {
    LOG.info("connection revoked {}", peer);
    send(WireErrors.refusal(new Failure(ErrorCode.UNAUTHENTICATED, "this device was revoked"), -1));
    close(POLICY_VIOLATION, "revoked");
  }

  /** A ping is answered by itself: one that reads no answers is given no more. */
  private void heard(boolean ping) {
    unansweredPings = 0;
    if (ping && socket.writeQueueFull()) {
      rest(LONGEST_REST_MILLIS);
    }
  }

  /** Not as long as the peer reads nothing: what it is answered would pile up. */
  private void readOn() {
    if (!closing && socket.writeQueueFull()) {
      vertx.setTimer(LONGEST_REST_MILLIS, over -> readOn());
      return;
    }
    resting = false;
    RawConnection.read(connection, true);
    socket.resume();
  }

  private void receive(Buffer frame, Consumer<Message> receiver) {
    unansweredPings = 0;
    if (closing) {
      return;
    }
    try {
      receiver.accept(intake.read(frame));
    } catch (RuntimeException e) {
      refuse(WireErrors.of(e));
    }
  }

  private void refuse(Failure failure, short status) {
    LOG.warn("connection refused {} code={} message={}", peer, failure.code(), failure.message());
    send(WireErrors.refusal(failure, -1));
    close(status, failure.code().name());
  }

  /** A closing handshake would wait behind all that is unread. */
  private void cutOff() {
    LOG.warn("connection cut off, reads too slowly {} unread={}", peer, unread);
    limits.cutOff(Limits.Kind.SLOW_READERS);
    closing = true;
    RawConnection.close(connection);
  }

  private void close(short status, String reason) {
    if (!closing) {
      closing = true;
      socket.close(status, reason);
    }
  }

  private void onClosed(Runnable closed) {
    closing = true;
    LOG.info("connection closed {} status={}", peer, socket.closeStatusCode());
    closed.run();
  }
}
