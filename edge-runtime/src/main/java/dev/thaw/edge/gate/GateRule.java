package dev.thaw.edge.gate;

import java.util.Locale;
import java.util.Optional;

/**
 * When syncing is allowed. Immutable.
 *
 * @param minBattery the least charge in [0, 1] to sync at while no external power is connected
 * @param allowMetered whether a metered network may be used
 */
public record GateRule(double minBattery, boolean allowMetered) {
  /** Sync from 20% battery on, over unmetered networks only. */
  public static final GateRule DEFAULT = new GateRule(0.20, false);

  public GateRule {
    if (!(minBattery >= 0 && minBattery <= 1)) {
      throw new IllegalArgumentException("not a battery charge in [0, 1]: " + minBattery);
    }
  }

  /** Why syncing is not allowed in such surroundings; empty if it is. */
  public Optional<String> objection(Surroundings now) {
    if (!now.charging() && now.battery().orElse(1) < minBattery) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "battery at %.0f%%, limit %.0f%%",
              100 * now.battery().orElse(1),
              100 * minBattery));
    }
    return switch (now.network()) {
      case NONE -> Optional.of("no network");
      case METERED -> allowMetered ? Optional.empty() : Optional.of("metered network");
      case UNMETERED -> Optional.empty();
    };
  }
}
