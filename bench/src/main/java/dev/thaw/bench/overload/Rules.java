package dev.thaw.bench.overload;

import dev.thaw.cloud.CloudLimits;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.server.limits.Rate;
import dev.thaw.cloud.server.limits.ServerLimits;
import java.util.Set;

/** What the cloud holds a device to. */
public enum Rules {
  /** The defaults. */
  USUAL,
  /**
   * No rates, no window, and the waiting room is whoever's fills it: what the rules are there
   * against. Devices are still served in turn.
   */
  NONE;

  private static final int ANY = 1 << 20;

  CloudLimits core() {
    CloudLimits usual = CloudLimits.defaults();
    int room = usual.maxWaitingBatches();
    return this == USUAL
        ? usual
        : new CloudLimits(ANY, room, room, usual.maxWaitingBytes(), Set.of());
  }

  ServerConfig server() {
    ServerConfig usual = ServerConfig.open().at("127.0.0.1", 0);
    Rate any = new Rate(1e12, 1e12);
    return this == USUAL
        ? usual
        : usual
            .withWindow(ANY)
            .withLimits(ServerLimits.defaults().withBatches(any, any).withBytes(any, any));
  }
}
