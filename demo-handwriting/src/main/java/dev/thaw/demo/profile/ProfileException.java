package dev.thaw.demo.profile;

/**
 * What a person wrote cannot be read or kept for a reason outside of this program. The message is
 * one sentence for the person, and what to do.
 */
public final class ProfileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProfileException(String message, Throwable cause) {
    super(message, cause);
  }
}
