package dev.thaw.edge.gate;

/**
 * A gauge that shows what it was last set to: for platforms that report power and network by call,
 * and for tests. Thread-safe.
 */
public final class SettableGauge implements Gauge {
  private volatile Surroundings current;

  public SettableGauge(Surroundings initial) {
    this.current = initial;
  }

  /** What {@link #read()} returns from now on. */
  public void set(Surroundings surroundings) {
    current = surroundings;
  }

  @Override
  public Surroundings read() {
    return current;
  }
}
