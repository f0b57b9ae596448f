package dev.thaw.protocol;

/**
 * Whose head: everybody's, a cohort's, or one device's. A device without a head of its own falls
 * back personal, then cohort, then global.
 */
public sealed interface Scope {
  /** The scope of everybody. */
  Scope GLOBAL = new Global();

  /** How the scope is written: {@code global}, {@code cohort/<name>} or {@code device/<id>}. */
  String path();

  /**
   * Reads what {@link #path()} writes.
   *
   * @throws IllegalArgumentException if {@code path} names no scope
   */
  static Scope parse(String path) {
    if (path.equals("global")) {
      return GLOBAL;
    }
    if (path.startsWith("cohort/")) {
      return new Cohort(path.substring("cohort/".length()));
    }
    if (path.startsWith("device/")) {
      return new OfDevice(path.substring("device/".length()));
    }
    throw new IllegalArgumentException(
        "unknown scope \"" + path + "\": expected global, cohort/NAME or device/ID");
  }

  /** Everybody. */
  record Global() implements Scope {
    @Override
    public String path() {
      return "global";
    }

    @Override
    public String toString() {
      return path();
    }
  }

  /** A named group of devices. */
  record Cohort(String name) implements Scope {
    public Cohort {
      Names.require("cohort", name);
    }

    @Override
    public String path() {
      return "cohort/" + name;
    }

    @Override
    public String toString() {
      return path();
    }
  }

  /** One device. */
  record OfDevice(String id) implements Scope {
    public OfDevice {
      Names.require("device", id);
    }

    @Override
    public String path() {
      return "device/" + id;
    }

    @Override
    public String toString() {
      return path();
    }
  }
}
