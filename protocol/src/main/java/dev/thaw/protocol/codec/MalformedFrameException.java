package dev.thaw.protocol.codec;

import dev.thaw.protocol.ErrorCode;

/** Bytes that are not the frame they should be, and why not. */
public final class MalformedFrameException extends ProtocolException {
  /** What is wrong with a frame, in the order in which it is looked for. */
  public enum Reason {
    /** Larger than the receiver takes. */
    OVERSIZED,
    /** Shorter than any frame, or not as long as its lengths say. */
    LENGTH,
    /** Does not begin with "TH". */
    MAGIC,
    /** Of a version older than this program reads. */
    TOO_OLD,
    /** Of a version newer than this program reads. */
    TOO_NEW,
    /** The checksum does not match. */
    CHECKSUM,
    /** Of a type that is unknown, or not expected here. */
    TYPE,
    /** The checksum matches, but the content is not a valid value of the type. */
    CONTENT
  }

  private final Reason reason;

  MalformedFrameException(Reason reason, String message) {
    super(
        reason == Reason.OVERSIZED ? ErrorCode.OVERSIZED_FRAME : ErrorCode.MALFORMED_FRAME,
        message);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
