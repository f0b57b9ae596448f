package dev.thaw.demo.chaos;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Moves the freeze point again and again, and kills both sides while it moves, at moments drawn
 * from the seed. A thread of its own runs it; the figures may be read by any.
 */
final class Disturbance implements Runnable {
  /** A kill comes this much after the change was asked for at most. */
  private static final int LATEST_KILL_MILLIS = 1_500;

  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ChaosSettings settings;
  private final List<Move> moves;
  private final Operator operator;
  private final Runnable killCloud;
  private final IntConsumer killFarm;
  private final Consumer<String> progress;
  private final Random random;
  private final long startNanos = System.nanoTime();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger resumed = new AtomicInteger();
  private final AtomicInteger cloudKills = new AtomicInteger();
  private final AtomicInteger farmKills = new AtomicInteger();

  Disturbance(
      ChaosSettings settings,
      int startDepth,
      Operator operator,
      Runnable killCloud,
      IntConsumer killFarm,
      Consumer<String> progress) {
    this.settings = settings;
    this.random = new Random(settings.seed());
    this.moves = Move.drawn(settings.changes(), startDepth, random);
    this.operator = operator;
    this.killCloud = killCloud;
    this.killFarm = killFarm;
    this.progress = progress;
  }

  /** The share of the scripts to be done by now: no further than the changes have come. */
  double due() {
    double time = (System.nanoTime() - startNanos) / (double) settings.atLeast().toNanos();
    double change = settings.changes() == 0 ? 1 : (done.get() + 1.0) / settings.changes();
    return Math.min(1, Math.min(time, change));
  }

  int done() {
    return done.get();
  }

  int resumed() {
    return resumed.get();
  }

  int cloudKills() {
    return cloudKills.get();
  }

  int farmKills() {
    return farmKills.get();
  }

  @Override
  public void run() {
    for (int i = 0; i < moves.size(); i++) {
      awaitShare((i + 0.5) / moves.size());
      Movement movement = new Movement(operator, moves.get(i));
      progress.accept("change " + (i + 1) + ": to depth " + moves.get(i));
      movement.begin();
      for (int kill = 0; kill < killsDuring(i); kill++) {
        killBoth();
      }
      movement.end();
      resumed.addAndGet(movement.isResumed() ? 1 : 0);
      done.set(i + 1);
    }
  }

  private int killsDuring(int change) {
    int each = settings.kills() / moves.size();
    return each + (change < settings.kills() % moves.size() ? 1 : 0);
  }

  private void killBoth() {
    pause(random.nextInt(LATEST_KILL_MILLIS));
    progress.accept("kill -9 of the cloud");
    killCloud.run();
    cloudKills.incrementAndGet();
    pause(random.nextInt(LATEST_KILL_MILLIS));
    int farm = random.nextInt(settings.farms());
    progress.accept("kill -9 of farm " + (farm + 1));
    killFarm.accept(farm);
    farmKills.incrementAndGet();
  }

  private void awaitShare(double share) {
    while (due() < share && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
