package dev.thaw.bench.evaluate.energy;

import dev.thaw.cloud.advice.EnergyModel;

/** What a device's bytes travel over; rates and watts are those of docs/energy.md. */
public enum Link {
  /** A mobile network. */
  LTE("LTE"),
  /** A wireless local network. */
  WIFI("Wi-Fi");

  private final String title;

  Link(String title) {
    this.title = title;
  }

  /** What tables call it. */
  public String title() {
    return title;
  }

  EnergyModel model() {
    return switch (this) {
      case LTE -> EnergyModel.LTE;
      case WIFI -> EnergyModel.WIFI;
    };
  }
}
