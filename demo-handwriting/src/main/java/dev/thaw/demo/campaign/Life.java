package dev.thaw.demo.campaign;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.demo.campaign.Fault.Death;
import dev.thaw.demo.campaign.Fault.DeathAt;
import dev.thaw.demo.campaign.Fault.Kill;
import dev.thaw.demo.simulate.SimulationException;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One side's deaths, one after the other: it starts, is up, dies as planned, starts again. Looked
 * at over and over by the campaign's thread, to which it is confined.
 */
final class Life {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(300);

  /**
   * So long a point may take to be reached; then the process is killed as it is, and the point has
   * another turn when all others had theirs.
   */
  private static final long POINT_NANOS = TimeUnit.SECONDS.toNanos(180);

  private final Side side;
  private final Rig rig;
  private final Deque<Death> deaths;
  private final Chronicle chronicle;
  private final Set<Death> postponed = new HashSet<>();
  private @Nullable CompletableFuture<Void> starting;
  private boolean up = true;
  private long sinceNanos = System.nanoTime();

  Life(Side side, Rig rig, Deque<Death> deaths, Chronicle chronicle) {
    this.side = side;
    this.rig = rig;
    this.deaths = deaths;
    this.chronicle = chronicle;
  }

  /** Whether it serves, as far as is known. */
  boolean isUp() {
    return up && rig.isAlive(side);
  }

  /** Whether it is between a death and the next start. */
  boolean isStarting() {
    return starting != null;
  }

  /** Whether nothing more happens to it. */
  boolean isOver() {
    return deaths.isEmpty() && isUp();
  }

  /** What it is to die of next. */
  Optional<Death> next() {
    return Optional.ofNullable(deaths.peek());
  }

  /** SIGKILL that nobody counts, so that the first planned death can be prepared. */
  void begin() {
    rig.kill(side);
    start();
  }

  /**
   * Does what is due.
   *
   * @param mayKill whether it is a time for killing
   * @param excused whether it may end by itself, since its disk fails
   */
  void look(boolean mayKill, boolean excused) {
    CompletableFuture<Void> start = starting;
    if (start != null && !start.isDone()) {
      return;
    }
    if (start != null) {
      starting = null;
      started(start, excused);
    } else if (!rig.isAlive(side)) {
      ended(excused);
    } else if (!up) {
      awaitDevices();
    } else if (mayKill) {
      killIfDue();
    }
  }

  private void started(CompletableFuture<Void> start, boolean excused) {
    try {
      start.join();
      up = side == Side.CLOUD;
      sinceNanos = System.nanoTime();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof SimulationException) || rig.isAlive(side)) {
        throw e;
      }
      ended(excused);
    }
  }

  private void awaitDevices() {
    if (rig.devicesHeard()) {
      up = true;
      sinceNanos = System.nanoTime();
    } else if (elapsedNanos() > START_NANOS) {
      throw new ViolationException(side + " do not come up within " + START_NANOS / 1e9 + " s");
    }
  }

  private void killIfDue() {
    Death death = deaths.peek();
    boolean due =
        death instanceof Kill kill
            ? elapsedNanos() > TimeUnit.MILLISECONDS.toNanos(kill.afterMillis())
            : death != null && elapsedNanos() > POINT_NANOS;
    if (death != null && due && rig.isAlive(side)) {
      rig.kill(side);
      deaths.remove();
      if (death instanceof Kill || !postponed.add(death)) {
        chronicle.died(death, death instanceof Kill);
      } else {
        chronicle.note("later, not reached yet: " + death);
        deaths.add(death);
      }
      start();
    }
  }

  private void ended(boolean excused) {
    int status = rig.exitStatus(side);
    if (status == CrashPoint.EXIT_STATUS && deaths.peek() instanceof DeathAt) {
      chronicle.died(deaths.remove(), true);
    } else if (excused) {
      chronicle.note(side + " ended by itself with status " + status + ", since its disk failed");
    } else {
      throw new ViolationException(side + " ended by itself with status " + status);
    }
    start();
  }

  private void start() {
    up = false;
    sinceNanos = System.nanoTime();
    Runnable audit = chronicle.audit(side);
    Optional<DeathAt> prepared = next().filter(DeathAt.class::isInstance).map(DeathAt.class::cast);
    starting = CompletableFuture.runAsync(() -> rig.restart(side, prepared));
    chronicle.later(audit);
  }

  private long elapsedNanos() {
    return System.nanoTime() - sinceNanos;
  }
}
