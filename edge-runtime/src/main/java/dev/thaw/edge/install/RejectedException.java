package dev.thaw.edge.install;

import dev.thaw.edge.device.EdgeException;

/** Content from the cloud that cannot be trusted or used, with the reason as its message. */
public class RejectedException extends EdgeException {
  private static final long serialVersionUID = 1L;

  RejectedException(String reason) {
    super(reason);
  }

  RejectedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
