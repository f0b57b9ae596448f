package dev.thaw.cloud.server.access;

import dev.thaw.cloud.access.Role;
import dev.thaw.cloud.server.access.Caller.OfDevice;
import dev.thaw.cloud.server.access.Caller.OfOperator;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;

/** What a route needs its caller to be. */
public enum Need {
  /** Nothing. */
  NOTHING,
  /** A device; whose data it may touch, the route itself sees to. */
  DEVICE,
  /** A device or any operator. */
  SOMEBODY,
  /** An operator who may read. */
  VIEWER,
  /** An operator who may train and move the freeze point. */
  OPERATOR,
  /** An operator who may let others in. */
  ADMIN;

  /**
   * Refuses whoever is not that.
   *
   * @throws CloudException {@code UNAUTHENTICATED} or {@code FORBIDDEN}
   */
  void check(Caller caller) {
    if (this == NOTHING || caller instanceof Caller.Anybody) {
      return;
    }
    if (caller instanceof Caller.Nobody) {
      throw new CloudException(ErrorCode.UNAUTHENTICATED, "this needs " + credentials());
    }
    if (!admits(caller)) {
      throw new CloudException(
          ErrorCode.FORBIDDEN, "this needs " + credentials() + "; " + said(caller));
    }
  }

  private boolean admits(Caller caller) {
    return switch (this) {
      case NOTHING, SOMEBODY -> true;
      case DEVICE -> caller instanceof OfDevice;
      case VIEWER, OPERATOR, ADMIN ->
          caller instanceof OfOperator known
              && known.operator().role().includes(Role.valueOf(name()));
    };
  }

  private String credentials() {
    return switch (this) {
      case NOTHING -> "nothing";
      case DEVICE -> "a device's session token";
      case SOMEBODY -> "a token";
      case VIEWER -> "an operator's token";
      case OPERATOR -> "the token of an operator with role operator or admin";
      case ADMIN -> "the token of an operator with role admin";
    };
  }

  private static String said(Caller caller) {
    return caller instanceof OfOperator operator
        ? operator.name() + " has role " + operator.role()
        : "a device has another one";
  }
}
