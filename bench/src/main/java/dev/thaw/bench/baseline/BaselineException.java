package dev.thaw.bench.baseline;

import java.io.Serial;

/** A baseline could not be run to its end. */
public final class BaselineException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  BaselineException(String message) {
    super(message);
  }

  BaselineException(String message, Throwable cause) {
    super(message, cause);
  }
}
