package dev.thaw.cloud.server.limits;

/**
 * What the gateway takes at most. Immutable.
 *
 * @param connections WebSockets at the same time, over all devices
 */
public record ServerLimits(int connections) {
  /** The defaults. */
  public static ServerLimits defaults() {
    return new ServerLimits(10_000);
  }
}
