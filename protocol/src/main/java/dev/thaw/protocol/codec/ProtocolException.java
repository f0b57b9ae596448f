package dev.thaw.protocol.codec;

import dev.thaw.protocol.ErrorCode;

/** Bytes from outside that cannot be used. The root of what this module throws. */
public abstract sealed class ProtocolException extends RuntimeException
    permits MalformedFrameException, BadSignatureException {
  private final ErrorCode error;

  ProtocolException(ErrorCode error, String message) {
    super(message);
    this.error = error;
  }

  /** The code to answer the sender with. */
  public final ErrorCode error() {
    return error;
  }
}
