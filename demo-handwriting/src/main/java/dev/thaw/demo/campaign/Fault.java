package dev.thaw.demo.campaign;

import dev.thaw.cache.faults.CrashPoint;

/** Something done to a running cloud and its devices. Immutable. */
sealed interface Fault {
  /** A process ends at once and is started again on what it left. */
  sealed interface Death extends Fault {
    Side side();
  }

  /** {@code kill -9}, so long after the process was up. */
  record Kill(Side side, int afterMillis) implements Death {
    @Override
    public String toString() {
      return "kill -9 of %s %d ms after it is up".formatted(side, afterMillis);
    }
  }

  /** The process dies when it gets to the point for the {@code count}th time. */
  record DeathAt(CrashPoint point, int count) implements Death {
    @Override
    public Side side() {
      return Side.of(point);
    }

    @Override
    public String toString() {
      return "death of %s at %s, time %d".formatted(side(), point.id(), count);
    }
  }

  /** Something wrong around the processes for a while, whoever dies meanwhile. */
  sealed interface Trouble extends Fault {
    int millis();

    void begin(Rig rig);

    void end(Rig rig);
  }

  /** One side's clock jumps, and later back. */
  record ClockJump(Side side, long seconds, int millis) implements Trouble {
    @Override
    public void begin(Rig rig) {
      rig.moveClock(side, seconds);
    }

    @Override
    public void end(Rig rig) {
      rig.moveClock(side, 0);
    }

    @Override
    public String toString() {
      return "the clock of %s jumps by %d s for %d ms".formatted(side, seconds, millis);
    }
  }

  /** The network between devices and cloud misbehaves. */
  record BadNetwork(Weather weather, int millis) implements Trouble {
    @Override
    public void begin(Rig rig) {
      rig.network().set(weather);
    }

    @Override
    public void end(Rig rig) {
      rig.network().set(Weather.FINE);
    }

    @Override
    public String toString() {
      return "the network %s for %d ms".formatted(weather.what(), millis);
    }
  }

  /** The cloud's writes fail with EIO. */
  record WriteErrors(int millis) implements Trouble {
    @Override
    public void begin(Rig rig) {
      rig.failWrites(true);
    }

    @Override
    public void end(Rig rig) {
      rig.failWrites(false);
    }

    @Override
    public String toString() {
      return "the cloud's writes fail with EIO for %d ms".formatted(millis);
    }
  }
}
