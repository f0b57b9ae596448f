package dev.thaw.cloud.events;

import java.util.Locale;

/** A part of what an operator sees that may have changed, and is then to be asked for anew. */
public enum Topic {
  /** The headline: tasks, intake, training queue, traffic. */
  STATUS,
  /** The devices, their connections and what they report. */
  DEVICES,
  /** How many features there are. */
  FEATURES,
  /** The version histories. */
  MODELS,
  /** The training runs. */
  RUNS,
  /** The freeze point, its change under way and its policy. */
  FREEZE;

  /** As the operator API writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
