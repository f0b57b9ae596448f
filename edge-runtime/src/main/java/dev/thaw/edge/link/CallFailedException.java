package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;

/** The cloud answered an HTTP request with a status that is not the hoped-for one. */
final class CallFailedException extends EdgeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CallFailedException(int status, String what) {
    super(what + " answered " + status);
    this.status = status;
  }

  /** Whether what was sent is larger than the cloud takes. */
  boolean isTooLarge() {
    return status == 413;
  }

  /** Whether asking again unchanged is pointless. */
  boolean isOurFault() {
    return status >= 400 && status < 500 && status != 408 && status != 429;
  }
}
