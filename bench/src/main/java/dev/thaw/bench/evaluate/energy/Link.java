package dev.thaw.bench.evaluate.energy;

import dev.thaw.cloud.advice.EnergyModel;

/** What a device's bytes travel over; rates and watts are those of docs/energy.md. */
public enum Link {
  /** A mobile network. */
  LTE("LTE", EnergyModel.LTE),
  /** A wireless local network. */
  WIFI("Wi-Fi", EnergyModel.WIFI);

  private final String title;
  private final EnergyModel model;

  Link(String title, EnergyModel model) {
    this.title = title;
    this.model = model;
  }

  /** What tables call it. */
  public String title() {
    return title;
  }

  EnergyModel model() {
    return model;
  }
}
