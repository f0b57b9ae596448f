package dev.thaw.demo.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.demo.simulate.SimulationException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes one change of depth to its end however often the cloud is killed meanwhile: asks, watches,
 * and asks again only if nothing is under way. Confined to one thread.
 */
public final class Movement {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Operator operator;
  private final Move move;
  private boolean resumed;
  private int asked;

  /** Not yet begun. */
  public Movement(Operator operator, Move move) {
    this.operator = operator;
    this.move = move;
  }

  /** Whether the cloud took it up again after it was killed. */
  boolean isResumed() {
    return resumed;
  }

  /** How often it had to be asked for. */
  int asked() {
    return asked;
  }

  /** Returns when the cloud has taken it on. */
  void begin() {
    ask();
  }

  /** Returns when the freeze point is there and nothing is under way. */
  public void end() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isThere()) {
      if (System.nanoTime() > deadline) {
        throw new SimulationException(
            "the freeze point does not reach %d: %s".formatted(move.depth(), operator.status()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private boolean isThere() {
    JsonNode status = operator.status().orElse(null);
    if (status == null) {
      return false;
    }
    JsonNode change = status.path("change");
    if (change.isObject()) {
      resumed |= change.path("resumed").asBoolean();
      return false;
    }
    if (status.path("freeze").path("depth").asInt() == move.depth()) {
      resumed |= asked > 0 && status.path("last").path("resumed").asBoolean();
      return true;
    }
    ask();
    return false;
  }

  private void ask() {
    if (operator.move(move).isPresent()) {
      asked++;
    }
  }
}
