package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.limits.Limits;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FrameCodec;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames in, messages out, batches to the trainer: what WebSocket and REST share. Once draining it
 * takes no batch more and knows when the last one is answered. Thread-safe.
 */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private static final long CLOSING_RETRY_MILLIS = 2_000;

  private final CloudTrainer trainer;
  private final FrameCodec codec;
  private final TrafficMeter traffic;
  private final Timer latency;
  private final Limits limits;
  private final int window;
  private final Context loop;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  Intake(
      CloudTrainer trainer,
      FrameCodec codec,
      TrafficMeter traffic,
      Timer latency,
      Limits limits,
      int window,
      Context loop) {
    this.trainer = trainer;
    this.codec = codec;
    this.traffic = traffic;
    this.latency = latency;
    this.limits = limits;
    this.window = window;
    this.loop = loop;
  }

  /** Decodes one frame and counts its bytes. */
  Message read(Buffer frame) {
    // Copied: what is decoded keeps views of the bytes long after Vert.x has its buffer back.
    Message message = codec.fromBytes(frame.getBytes());
    traffic.count(TrafficMeter.kindOf(message), frame.length());
    return message;
  }

  /** Encodes a message to be sent and counts its bytes. */
  Buffer write(Message message) {
    byte[] bytes = codec.toBytes(message);
    traffic.countSent(message, bytes.length);
    return Buffer.buffer(bytes);
  }

  /** Hands a batch to the trainer; the answer comes on the event loop, after its commit. */
  Future<BatchAck> take(FeatureBatch batch) {
    underWay.incrementAndGet();
    long started = System.nanoTime();
    // What the caller adds runs after finishOne in the same turn of the loop, before any good-bye.
    return Future.fromCompletionStage(ingest(batch), loop)
        .onComplete(ignored -> finishOne())
        .map(ack -> answered(batch, ack, System.nanoTime() - started));
  }

  /** Hands what a device cannot send again to the trainer; completes when that is durable. */
  Future<Void> note(Lost lost) {
    try {
      return Future.fromCompletionStage(trainer.lost(lost), loop);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  /** Refuses batches from now on; completes when those under way are answered. */
  CompletableFuture<Void> drain() {
    draining.set(true);
    if (underWay.get() == 0) {
      drained.complete(null);
    }
    return drained;
  }

  boolean isDraining() {
    return draining.get();
  }

  int window() {
    return window;
  }

  private CompletableFuture<BatchAck> ingest(FeatureBatch batch) {
    if (draining.get()) {
      return CompletableFuture.failedFuture(
          CloudException.busy("the server is closing", CLOSING_RETRY_MILLIS));
    }
    try {
      limits.batch(batch.deviceId(), size(batch));
      return trainer.ingest(batch);
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private static long size(FeatureBatch batch) {
    return batch.features().stream()
        .flatMap(feature -> feature.activation().tensors().stream())
        .mapToLong(Tensor::byteSize)
        .sum();
  }

  private BatchAck answered(FeatureBatch batch, BatchAck ack, long nanos) {
    latency.record(nanos, TimeUnit.NANOSECONDS);
    LOG.debug(
        "batch stored task={} device={} sequence={} features={} millis={}",
        batch.features().get(0).activation().task(),
        batch.deviceId(),
        batch.sequence(),
        batch.features().size(),
        TimeUnit.NANOSECONDS.toMillis(nanos));
    return new BatchAck(ack.sequence(), ack.outcomes(), ack.wanted(), window);
  }

  private void finishOne() {
    if (underWay.decrementAndGet() == 0 && draining.get()) {
      drained.complete(null);
    }
  }
}
