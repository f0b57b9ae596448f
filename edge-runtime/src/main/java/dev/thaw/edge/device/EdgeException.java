package dev.thaw.edge.device;

/**
 * The world failed the device side: a directory that cannot be used, content that cannot be
 * trusted. A caller's mistake is an {@link IllegalArgumentException} instead, and what a network
 * does is reported as a value, never thrown at the app.
 */
public class EdgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EdgeException(String message) {
    super(message);
  }

  public EdgeException(String message, Throwable cause) {
    super(message, cause);
  }
}
