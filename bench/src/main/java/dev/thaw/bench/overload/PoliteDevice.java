package dev.thaw.bench.overload;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.SampleOutcome;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A device that keeps to the rules: batches at the rate it would like, within the window, each sent
 * again after the time it was asked to wait. What it could not send on time it sends when it may;
 * what is left of that at the end of a phase is forgotten. Confined to its event loop.
 */
final class PoliteDevice {
  private static final double MILLI = 1e6;

  /** A batch that is on its way, or is to be sent again. */
  private record Outgoing(long sequence, Buffer frame, long wantedAt) {}

  private final String name;
  private final Batches batches;
  private final Context loop;
  private final WebSocket socket;
  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private final Map<Long, Outgoing> underWay = new HashMap<>();
  private final Deque<Outgoing> again = new ArrayDeque<>();
  private final Deque<Long> due = new ArrayDeque<>();
  private CompletableFuture<Void> idle = new CompletableFuture<>();
  private int window;
  private boolean paused;
  private boolean counting;
  private long timer;
  private long sequence;
  private long acknowledged;
  private long refused;
  private long slowestNanos;
  private String trouble = "";

  PoliteDevice(String name, Batches batches, Context loop, WebSocket socket) {
    this.name = name;
    this.batches = batches;
    this.loop = loop;
    this.socket = socket;
  }

  /** Says hello; completes when it is welcomed. */
  CompletableFuture<Void> greet() {
    socket.binaryMessageHandler(frame -> heard(Batches.CODEC.fromBytes(frame.getBytes())));
    socket.closeHandler(closed -> failed("lost its connection"));
    Hello hello =
        new Hello(name, batches.task(), Optional.empty(), Optional.empty(), Map.of("battery", 0.5));
    write(Buffer.buffer(Batches.CODEC.toBytes(hello)));
    return welcomed;
  }

  /** Begins a phase: one batch every so many milliseconds, the first after {@code offset}. */
  void begin(long everyMillis, long offset) {
    counting = true;
    acknowledged = 0;
    refused = 0;
    slowestNanos = 0;
    timer = loop.owner().setPeriodic(offset, everyMillis, tick -> want());
  }

  /** Ends a phase: counts no more. */
  Pace end(double seconds) {
    counting = false;
    loop.owner().cancelTimer(timer);
    due.clear();
    return new Pace(acknowledged / seconds, refused, slowestNanos / MILLI);
  }

  /** Completes when everything sent was acknowledged. */
  CompletableFuture<Void> drained() {
    idle = new CompletableFuture<>();
    if (!trouble.isEmpty()) {
      idle.completeExceptionally(new OverloadException(name + ' ' + trouble));
    }
    lookIdle();
    return idle;
  }

  /** Batches sent so far; all were acknowledged when it is drained. */
  long sent() {
    return sequence;
  }

  String name() {
    return name;
  }

  private void want() {
    due.add(System.nanoTime());
    pump();
  }

  private void pump() {
    while (!paused && underWay.size() < window && !(again.isEmpty() && due.isEmpty())) {
      send(again.isEmpty() ? next(due.remove()) : again.remove());
    }
  }

  private Outgoing next(long wantedAt) {
    sequence++;
    return new Outgoing(sequence, Buffer.buffer(batches.frame(name, sequence)), wantedAt);
  }

  private void send(Outgoing batch) {
    underWay.put(batch.sequence, batch);
    write(batch.frame.copy());
  }

  private void write(Buffer frame) {
    socket.writeBinaryMessage(frame).onFailure(e -> failed("could not send"));
  }

  private void heard(Message message) {
    if (message instanceof BatchAck ack) {
      acknowledged(ack);
    } else if (message instanceof Refused refusal) {
      refused(refusal);
    } else if (message instanceof Welcome welcome) {
      window = welcome.window();
      welcomed.complete(null);
    }
  }

  private void acknowledged(BatchAck ack) {
    Outgoing batch = underWay.remove(ack.sequence());
    window = ack.window();
    if (batch == null || ack.outcomes().stream().anyMatch(each -> each != SampleOutcome.STORED)) {
      failed("got " + ack.outcomes() + " for batch " + ack.sequence());
    } else if (counting) {
      acknowledged++;
      slowestNanos = Math.max(slowestNanos, System.nanoTime() - batch.wantedAt);
    }
    pump();
    lookIdle();
  }

  private void refused(Refused refusal) {
    Outgoing batch = underWay.remove(refusal.sequence());
    if (batch == null || refusal.retryAfterMillis() < 0) {
      failed("was refused: " + refusal.message());
      return;
    }
    refused += counting ? 1 : 0;
    again.add(batch);
    paused = true;
    loop.owner().setTimer(Math.max(1, refusal.retryAfterMillis()), fired -> goOn());
  }

  private void goOn() {
    paused = false;
    pump();
  }

  private void lookIdle() {
    if (underWay.isEmpty() && again.isEmpty()) {
      idle.complete(null);
    }
  }

  private void failed(String how) {
    trouble = trouble.isEmpty() ? how : trouble;
    OverloadException thrown = new OverloadException(name + ' ' + trouble);
    welcomed.completeExceptionally(thrown);
    idle.completeExceptionally(thrown);
  }
}
