package dev.thaw.edge.device;

/** The cloud signs with another key than the one that was configured. */
public final class WrongKeyException extends EdgeException {
  private static final long serialVersionUID = 1L;

  WrongKeyException() {
    super("the cloud signs with another key than the configured one");
  }
}
