package dev.thaw.bench.evaluate.scaling;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Notice;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Status;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.SampleOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A device as its cloud sees it: keeps to the window it is granted, waits when asked to, pulls when
 * noticed, says what it has installed. Confined to its event loop.
 */
final class Generator {
  /** As much as an edge runtime tells of itself. */
  private static final Map<String, Double> FIGURES =
      IntStream.range(0, 24)
          .boxed()
          .collect(Collectors.toMap("figure.of.%03d"::formatted, i -> 0.0));

  private final String name;
  private final Vertx vertx;
  private final Uploads uploads;
  private final Pull pull;
  private final Installs installs;
  private final WebSocket socket;
  private final Promise<Void> ready = Promise.promise();
  private final Promise<Void> uploaded = Promise.promise();
  private final Deque<Integer> waiting = new ArrayDeque<>();
  private final Map<Long, Integer> underWay = new HashMap<>();
  private List<Buffer> frames = List.of();
  private Future<Void> pulling = Future.succeededFuture();
  private int window;
  private boolean paused;
  private boolean closing;

  Generator(
      String name, Vertx vertx, Uploads uploads, Pull pull, Installs installs, WebSocket socket) {
    this.name = name;
    this.vertx = vertx;
    this.uploads = uploads;
    this.pull = pull;
    this.installs = installs;
    this.socket = socket;
  }

  /** Says hello; completes when it is welcomed and has the general model. */
  Future<Generator> greet() {
    socket.binaryMessageHandler(frame -> heard(Uploads.CODEC.fromBytes(frame.getBytes())));
    socket.closeHandler(closed -> lost());
    write(new Hello(name, uploads.task(), Optional.empty(), Optional.empty(), FIGURES));
    return ready.future().map(this);
  }

  /** Makes what it will upload. */
  void annotate(int features, int batch) {
    frames = uploads.frames(name, features, batch);
    IntStream.range(0, frames.size()).forEach(waiting::add);
  }

  /** Completes when all was acknowledged. */
  Future<Void> upload() {
    pump();
    return uploaded.future();
  }

  /** Is about to be cut off, which is no trouble then. */
  void end() {
    closing = true;
  }

  private void pump() {
    while (!paused && underWay.size() < window && !waiting.isEmpty()) {
      int next = waiting.remove();
      underWay.put(next + 1L, next);
      socket.writeBinaryMessage(frames.get(next)).onFailure(this::failed);
    }
    if (waiting.isEmpty() && underWay.isEmpty()) {
      frames = List.of();
      uploaded.tryComplete();
    }
  }

  private void heard(Message message) {
    if (message instanceof BatchAck ack) {
      acknowledged(ack);
    } else if (message instanceof Notice notice) {
      follow(notice.manifest());
    } else if (message instanceof Welcome welcome) {
      welcomed(welcome);
    } else if (message instanceof Refused refusal) {
      refused(refusal);
    }
  }

  private void welcomed(Welcome welcome) {
    if (welcome.freeze().depth() != uploads.depth()) {
      failed(new IllegalStateException("the freeze depth is " + welcome.freeze().depth()));
      return;
    }
    window = welcome.window();
    follow(welcome.manifest()).onSuccess(ready::tryComplete);
  }

  private Future<Void> follow(Digest manifest) {
    pulling = pulling.compose(before -> pull.to(manifest)).onSuccess(this::report).mapEmpty();
    return pulling.onFailure(this::failed);
  }

  private void report(Optional<Pull.Installed> installed) {
    installed.ifPresent(
        now -> {
          installs.note(now.manifest(), now.createdAt());
          write(new Status(Optional.of(now.manifest()), FIGURES));
        });
  }

  private void acknowledged(BatchAck ack) {
    if (underWay.remove(ack.sequence()) == null
        || ack.outcomes().stream().anyMatch(outcome -> outcome != SampleOutcome.STORED)) {
      failed(new IllegalStateException(name + " got " + ack));
      return;
    }
    window = ack.window();
    pump();
  }

  private void refused(Refused refusal) {
    Integer batch = underWay.remove(refusal.sequence());
    if (batch == null || refusal.retryAfterMillis() < 0) {
      failed(new IllegalStateException(name + " was refused: " + refusal.message()));
      return;
    }
    waiting.addFirst(batch);
    paused = true;
    vertx.setTimer(Math.max(1, refusal.retryAfterMillis()), fired -> goOn());
  }

  private void goOn() {
    paused = false;
    pump();
  }

  private void write(Message message) {
    socket
        .writeBinaryMessage(Buffer.buffer(Uploads.CODEC.toBytes(message)))
        .onFailure(this::failed);
  }

  private void lost() {
    failed(new IllegalStateException(name + " lost its connection"));
  }

  private void failed(Throwable why) {
    if (!closing) {
      installs.fail(why);
      ready.tryFail(why);
      uploaded.tryFail(why);
    }
  }
}
