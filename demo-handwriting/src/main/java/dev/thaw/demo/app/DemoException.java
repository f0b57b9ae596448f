package dev.thaw.demo.app;

/** The demo cannot start or go on; the message is one line for the person who started it. */
public final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message for the person. */
  public DemoException(String message) {
    super(message);
  }

  /** With a cause besides. */
  public DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
