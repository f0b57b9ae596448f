package dev.thaw.edge.link;

import java.time.Duration;

/** Not connected: waits, then tries, provided that the gate is open. */
final class Offline extends LinkState {
  private final Duration delay;
  private final String reason;
  private final boolean orderedByServer;

  private Offline(CloudLink link, Duration delay, String reason, boolean orderedByServer) {
    super(link);
    this.delay = delay;
    this.reason = reason;
    this.orderedByServer = orderedByServer;
  }

  /** The beginning: try at once. */
  static Offline initial(CloudLink link) {
    return new Offline(link, Duration.ZERO, "starting", false);
  }

  /** Something failed: try again after the next backoff, and not before the server wants it. */
  static Offline backingOff(CloudLink link, String reason) {
    link.failed(reason);
    boolean asked = !link.askedPause().remaining().isZero();
    return new Offline(link, link.pause(), reason, asked);
  }

  /** The server asked for a pause. */
  static Offline askedToWait(CloudLink link, String reason, Duration pause) {
    link.failed(reason);
    return new Offline(link, pause, reason, true);
  }

  /** The gate is shut. */
  static Offline gated(CloudLink link, String objection) {
    return new Offline(link, link.timings().gateCheck(), "gate shut: " + objection, false);
  }

  @Override
  String describe() {
    return "offline (" + reason + ")";
  }

  @Override
  void enter() {
    after(delay, this::attempt);
  }

  @Override
  void demand() {
    if (!orderedByServer) {
      attempt();
    }
  }

  private void attempt() {
    if (!link.isShut()) {
      link.transitionTo(new Connecting(link));
    }
  }
}
