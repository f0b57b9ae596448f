package dev.thaw.cloud.storage;

import dev.thaw.protocol.ErrorCode;
import java.util.OptionalLong;

/** The cloud refuses a request or cannot serve it; the code says which. The module's root. */
public final class CloudException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final OptionalLong retryAfterMillis;

  /** A refusal with one clear message, fit for the caller. */
  public CloudException(ErrorCode code, String message) {
    super(message);
    this.code = code;
    this.retryAfterMillis = OptionalLong.empty();
  }

  private CloudException(String message, long retryAfterMillis) {
    super(message);
    this.code = ErrorCode.BUSY;
    this.retryAfterMillis = OptionalLong.of(retryAfterMillis);
  }

  /** A refusal with what caused it. */
  public CloudException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryAfterMillis = OptionalLong.empty();
  }

  /** {@code BUSY}, to be tried again after so many milliseconds. */
  public static CloudException busy(String message, long retryAfterMillis) {
    return new CloudException(message, retryAfterMillis);
  }

  /** When to try again, if this refusal knows better than its code. */
  public OptionalLong retryAfterMillis() {
    return retryAfterMillis;
  }

  /** The stable reason. */
  public ErrorCode code() {
    return code;
  }
}
