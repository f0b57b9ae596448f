package dev.thaw.demo.campaign;

/** Something that must hold does not; the message says what. Ends the campaign. */
final class ViolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ViolationException(String message) {
    super(message);
  }

  ViolationException(String message, Throwable cause) {
    super(message, cause);
  }
}
