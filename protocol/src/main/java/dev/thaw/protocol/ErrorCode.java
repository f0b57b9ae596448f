package dev.thaw.protocol;

/** Why a request or a connection was refused. On the wire each is its stable {@link #code()}. */
public enum ErrorCode {
  /** The frame is not one: magic, version, length, checksum or content. */
  MALFORMED_FRAME(1),
  /** The frame is larger than the receiver takes. */
  OVERSIZED_FRAME(2),
  /** There is no such task. */
  UNKNOWN_TASK(3),
  /** There is no such scope, manifest, layer, device or version. */
  NOT_FOUND(4),
  /** The message makes no sense here (for instance a batch before hello). */
  UNEXPECTED_MESSAGE(5),
  /** The request is well formed and wrong: shape, dtype, label or value. */
  BAD_REQUEST(6),
  /** The caller may not do this. */
  FORBIDDEN(7),
  /** Too much at once; try later. */
  BUSY(8),
  /** The server cannot store now (full disk, for instance); nothing was accepted. */
  STORAGE(9),
  /** The server failed; the message says no more than that. */
  INTERNAL(10),
  /** Contradicts the present state (a change of depth while another runs). */
  CONFLICT(11),
  /** Nobody knows who is calling: no token, or one that is not valid (any more). */
  UNAUTHENTICATED(12),
  /** A code that this version does not know. */
  UNKNOWN(255);

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The error with the given code, {@link #UNKNOWN} if there is none. */
  public static ErrorCode ofCode(int code) {
    for (ErrorCode error : values()) {
      if (error.code == code) {
        return error;
      }
    }
    return UNKNOWN;
  }
}
