package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;

/** The cloud does not let this device in, and asking again unchanged is pointless. */
final class NotAdmittedException extends EdgeException {
  private static final long serialVersionUID = 1L;

  private NotAdmittedException(String message) {
    super(message);
  }

  static NotAdmittedException notEnrolled(String why) {
    return new NotAdmittedException("not enrolled: " + why);
  }

  /** A device that shows nothing. */
  static NotAdmittedException stranger() {
    return notEnrolled("the cloud wants to know who is calling, and this device has no invitation");
  }

  /** An invitation that did not help. */
  static NotAdmittedException enrolmentRefused(int status) {
    return notEnrolled(
        switch (status) {
          case 401 -> "the invitation is unknown, expired or used up; ask for another one";
          case 403 -> "the cloud does not take this device's key, nor a new one";
          case 404 -> "the cloud enrols nobody; does it run without authentication?";
          case 409 -> "the id is another key's; have the operator revoke it first";
          default -> "the cloud answered " + status;
        });
  }

  /** A device that was enrolled, and is not any more. */
  static NotAdmittedException revoked() {
    return new NotAdmittedException(
        "revoked: the cloud does not take this device's key any more; it needs a new invitation");
  }
}
