package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.protocol.ErrorCode;
import java.util.Optional;

/** The cloud answered an HTTP request with a status that is not the hoped-for one. */
final class CallFailedException extends EdgeException {
  private static final long serialVersionUID = 1L;

  /** The status of an answer to somebody unknown. */
  static final int UNAUTHENTICATED = 401;

  private final int status;
  private final String error;

  CallFailedException(int status, String what) {
    this(status, what, Optional.empty());
  }

  /**
   * @param error the name that the cloud gives it
   */
  CallFailedException(int status, String what, Optional<String> error) {
    super(what + " answered " + status + error.map(name -> " " + name).orElse(""));
    this.status = status;
    this.error = error.orElse("");
  }

  /** The status that was answered. */
  int status() {
    return status;
  }

  /** Whether the cloud itself knows who asks, and does not let them. */
  boolean isForbidden() {
    return status == 403 && error.equals(ErrorCode.FORBIDDEN.name());
  }

  /** Whether the cloud does not know who asks. */
  boolean isUnauthenticated() {
    return status == UNAUTHENTICATED;
  }

  /** Whether there is no such thing. */
  boolean isNotFound() {
    return status == 404;
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
