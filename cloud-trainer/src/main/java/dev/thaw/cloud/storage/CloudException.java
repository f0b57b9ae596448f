package dev.thaw.cloud.storage;

import dev.thaw.protocol.ErrorCode;

/** The cloud refuses a request or cannot serve it; the code says which. The module's root. */
public final class CloudException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A refusal with one clear message, fit for the caller. */
  public CloudException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** A refusal with what caused it. */
  public CloudException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The stable reason. */
  public ErrorCode code() {
    return code;
  }
}
