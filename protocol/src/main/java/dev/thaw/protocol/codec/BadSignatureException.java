package dev.thaw.protocol.codec;

import dev.thaw.protocol.ErrorCode;

/** A well-formed envelope whose signature was not made by the expected key over its manifest. */
public final class BadSignatureException extends ProtocolException {
  BadSignatureException(String message) {
    super(ErrorCode.FORBIDDEN, message);
  }
}
