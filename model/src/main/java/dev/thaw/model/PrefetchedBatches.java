package dev.thaw.model;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A source that has another one prepare the next batch on its own thread while the current one is
 * trained on. The other source must not fill an array again before the batch after next. Not
 * thread-safe; the creator closes it, which ends the thread.
 */
public final class PrefetchedBatches implements BatchSource, AutoCloseable {
  private final BatchSource source;
  private final ExecutorService thread;
  private @Nullable Future<Batch> prepared;
  private int preparedStep;

  /** Prefetches from {@code source}, which is called from one other thread only. */
  public PrefetchedBatches(BatchSource source) {
    this.source = source;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread worker = new Thread(task, "thaw-batches");
              worker.setDaemon(true);
              return worker;
            });
  }

  @Override
  public Batch next(int step) {
    Future<Batch> wanted =
        prepared != null && preparedStep == step
            ? prepared
            : thread.submit(() -> source.next(step));
    Batch batch = await(wanted);
    preparedStep = step + 1;
    prepared = thread.submit(() -> source.next(step + 1));
    return batch;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private static Batch await(Future<Batch> batch) {
    try {
      return batch.get();
    } catch (ExecutionException e) {
      throw new ModelException("batches", "could not be prepared: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("batches", "interrupted while waiting for one", e);
    }
  }
}
