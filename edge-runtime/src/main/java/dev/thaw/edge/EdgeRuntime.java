package dev.thaw.edge;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.predict.Activations.Found;
import dev.thaw.edge.predict.Predictor.Scored;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.edge.upload.OutgoingFeature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One device of one task: predicts from what the frozen layers made of an input, remembers
 * corrections until the cloud has them, and runs whatever model the cloud published last. The input
 * itself stays on the device. Thread-safe.
 *
 * <p>Everything that was annotated survives a crash at any instant. A background link sends and
 * pulls when the gate allows, for as long as the runtime is open; no method but {@link #open} and
 * {@link #close} waits for it.
 */
public final class EdgeRuntime implements AutoCloseable {
  private final EdgeParts parts;
  private final AtomicInteger annotatedSinceWake = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  private EdgeRuntime(EdgeParts parts) {
    this.parts = parts;
  }

  /**
   * Opens a device with an event loop of its own. Does not wait for the cloud.
   *
   * @throws dev.thaw.cache.rocks.StorageException if the directory is in use, damaged or cannot be
   *     written
   * @throws IllegalArgumentException if the directory belongs to another device
   */
  public static EdgeRuntime open(EdgeConfig config) {
    return new EdgeRuntime(EdgeParts.assemble(config, Optional.empty()));
  }

  /**
   * As {@link #open(EdgeConfig)}, on {@code vertx}, which many runtimes may share and the caller
   * closes after them. Not to be called on one of its event loops.
   */
  public static EdgeRuntime open(EdgeConfig config, Vertx vertx) {
    return new EdgeRuntime(EdgeParts.assemble(config, Optional.of(vertx)));
  }

  /**
   * Predicts for {@code input}: if it was seen before, the thawed layers alone run. A prediction
   * sees one model, also while another is installed. Blocks for the computation.
   *
   * @param input fp32, one tensor for each of the task's input shapes
   * @throws IllegalArgumentException if a shape or dtype is wrong or a value is not finite
   * @throws EdgeException if there is no model yet: none bundled, none pulled
   */
  public Prediction predict(List<Tensor> input) {
    requireOpen();
    Scored scored = parts.predictor().predict(input);
    return new Prediction(
        scored.sample(),
        scored.label(),
        scored.labelIndex(),
        scored.probabilities(),
        scored.hit(),
        scored.general(),
        scored.manifest(),
        scored.elapsedNanos());
  }

  /**
   * Records that a person says what {@code sample} is. On return it is durable and will be
   * uploaded; a later annotation of the same sample replaces it. Waits for the disk.
   *
   * @throws IllegalArgumentException if the task has no such label, or the sample was never
   *     predicted here, is no longer cached, or found no room beside those that wait for upload
   * @throws dev.thaw.cache.rocks.StorageException if the disk does not take it. It is not stored
   *     then, unless the disk failed after it was written; annotating again is harmless
   */
  public void annotate(SampleId sample, String label) {
    requireOpen();
    try (ModelShelf.Lease lease = parts.shelf().lease()) {
      int index = lease.get().model().task().labelIndex(label);
      Optional<Found> usable =
          parts.activations().find(lease.get(), sample, lease.get().freeze().depth());
      if (usable.isEmpty() || !parts.annotate(sample, index)) {
        throw new IllegalArgumentException(parts.unknown(sample));
      }
      parts.canary().annotated(sample, index);
    }
    if (annotatedSinceWake.incrementAndGet() >= parts.config().upload().flushCount()) {
      annotatedSinceWake.set(0);
      parts.link().wake();
    }
  }

  /**
   * Sends what is annotated now, without waiting for the timer. Completes when everything that was
   * annotated before the call has left the outbox, or cannot be sent as things are (gate shut, for
   * instance: see {@link FlushReport#remaining}). While the cloud cannot be reached it stays open.
   */
  public CompletableFuture<FlushReport> flush() {
    requireOpen();
    CompletableFuture<FlushReport> report = parts.uploader().flush();
    if (!report.isDone()) {
      annotatedSinceWake.set(0);
      parts.link().demand();
    }
    return report;
  }

  /**
   * Asks the cloud for the model to run, and installs it if it is another; tells the cloud how the
   * device is doing. Never fails.
   */
  public CompletableFuture<PullOutcome> sync() {
    requireOpen();
    return parts.link().sync();
  }

  /**
   * Whether {@code sample} is annotated and the cloud has not acknowledged that yet, or wants it
   * once more.
   */
  public boolean isWaiting(SampleId sample) {
    requireOpen();
    return parts.isWaiting(sample);
  }

  /** How many samples are waiting; cheaper than {@link #status()}. */
  public int waiting() {
    requireOpen();
    return parts.waiting();
  }

  /**
   * What an upload of {@code sample} would carry, annotated or not; empty if nothing that is cached
   * leads to what the cloud wants at present, or it may not be sent. May run a few layers, and
   * reads the disk.
   */
  public Optional<OutgoingFeature> outgoing(SampleId sample) {
    requireOpen();
    try (ModelShelf.Lease lease = parts.shelf().lease()) {
      return parts.uploader().outgoing(lease.get(), sample);
    }
  }

  /** The model that answers now; empty while there is none. */
  public Optional<ModelInfo> model() {
    return parts.shelf().tryLease().map(EdgeRuntime::infoOf);
  }

  /** How the device is doing. */
  public EdgeStatus status() {
    requireOpen();
    return parts.status();
  }

  /** The device's id: 1 to 64 of {@code A-Z a-z 0-9 . _ -}, the same at every opening. */
  public String deviceId() {
    return parts.device().deviceId();
  }

  /** The task as the current model has it; empty while there is no model. */
  public Optional<TaskSpec> task() {
    return parts.shelf().tryLease().map(EdgeRuntime::taskOf);
  }

  /** How often layer {@code index} of the current model has run: 0 for a model just loaded. */
  public long layerRuns(int index) {
    try (ModelShelf.Lease lease = parts.shelf().lease()) {
      return lease.get().model().layerRuns(index);
    }
  }

  /**
   * Disconnects and releases everything; what is annotated and not acknowledged stays in the
   * directory for the next opening. Waits for the link's work under way, not for predictions, which
   * then may fail. Closing twice does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      parts.close();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the runtime of " + deviceId() + " is closed");
    }
  }

  private static ModelInfo infoOf(ModelShelf.Lease lease) {
    try (lease) {
      return ModelInfo.of(lease.get());
    }
  }

  private static TaskSpec taskOf(ModelShelf.Lease lease) {
    try (lease) {
      return lease.get().model().task();
    }
  }
}
