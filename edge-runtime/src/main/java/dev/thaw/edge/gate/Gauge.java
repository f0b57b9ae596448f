package dev.thaw.edge.gate;

/** Reads the device's {@link Surroundings}. Thread-safe; quick enough to be asked before a send. */
public interface Gauge {
  /** The present state; what cannot be read counts as plentiful. */
  Surroundings read();
}
