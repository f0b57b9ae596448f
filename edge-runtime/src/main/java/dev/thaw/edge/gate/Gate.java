package dev.thaw.edge.gate;

import java.util.Optional;

/** A {@link GateRule} applied to what a {@link Gauge} shows. Thread-safe. */
public record Gate(Gauge gauge, GateRule rule) {
  /** A gate that is never shut. */
  public static Gate open() {
    return new Gate(() -> Surroundings.PLENTY, GateRule.DEFAULT);
  }

  /** Why nothing may cross now; empty if the gate is open. */
  public Optional<String> objection() {
    return rule.objection(gauge.read());
  }
}
