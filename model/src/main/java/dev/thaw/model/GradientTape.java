package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to take gradients. DJL allows one gradient collector per process, so opening a tape
 * waits until no other is open: trainings take turns, forward passes do not wait. Confined to the
 * thread that opened it, which closes it; not reentrant.
 */
public final class GradientTape implements AutoCloseable {
  private static final ReentrantLock TURN = new ReentrantLock(true);

  private final GradientCollector collector;

  private GradientTape(GradientCollector collector) {
    this.collector = collector;
  }

  /**
   * Waits for its turn. All randomness of passes under this tape (dropout) follows from {@code
   * seed}.
   *
   * @throws IllegalStateException if this thread has a tape already
   */
  public static GradientTape open(long seed) {
    if (TURN.isHeldByCurrentThread()) {
      throw new IllegalStateException("this thread is taking gradients already");
    }
    TURN.lock();
    try {
      TorchRuntime.engine().setRandomSeed(Long.hashCode(seed));
      return new GradientTape(TorchRuntime.engine().newGradientCollector());
    } catch (RuntimeException | Error e) {
      TURN.unlock();
      throw e;
    }
  }

  /** Adds the gradients of a scalar to those of the parameters that it was computed from. */
  public void backward(NDArray scalar) {
    collector.backward(scalar);
  }

  @Override
  public void close() {
    try {
      collector.close();
    } finally {
      TURN.unlock();
    }
  }
}
