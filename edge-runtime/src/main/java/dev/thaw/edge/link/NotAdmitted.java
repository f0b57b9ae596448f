package dev.thaw.edge.link;

/**
 * The cloud does not let this device in. Work goes on locally and what is to be sent waits; after
 * the longest pause the link tries again, in case the operator has changed their mind.
 */
final class NotAdmitted extends LinkState {
  private final String reason;

  NotAdmitted(CloudLink link, String reason) {
    super(link);
    this.reason = reason;
  }

  @Override
  String describe() {
    return reason;
  }

  @Override
  void enter() {
    link.failed(reason);
    link.giveUpFlushes();
    after(link.timings().backoffMax(), this::attempt);
  }

  /** Nobody is kept waiting for what cannot be sent. */
  @Override
  void demand() {
    link.giveUpFlushes();
  }

  private void attempt() {
    if (!link.isShut()) {
      link.transitionTo(new Connecting(link));
    }
  }
}
