package dev.thaw.cloud.cli;

import java.util.Locale;

/** The values of {@code --train-on}. */
public enum TrainOn {
  /** With each feature. */
  ARRIVAL,
  /** With enough features, or after a while. */
  COUNT,
  /** Every so long. */
  INTERVAL;

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TrainOn named(String name) {
    for (TrainOn each : values()) {
      if (each.id().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "--train-on \"" + name + "\" is not known: say arrival, count or interval");
  }

  /** How it is called outside. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
