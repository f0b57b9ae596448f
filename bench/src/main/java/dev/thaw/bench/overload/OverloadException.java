package dev.thaw.bench.overload;

/** The measurement could not be made. */
public final class OverloadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OverloadException(String message) {
    super(message);
  }

  OverloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
