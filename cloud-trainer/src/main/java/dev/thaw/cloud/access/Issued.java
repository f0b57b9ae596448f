package dev.thaw.cloud.access;

/**
 * Something that was let in, with the secret that proves it; the secret is told once and not kept.
 *
 * @param secret to be handed to whom it is for, and to nobody else
 * @param about what it stands for
 */
public record Issued<T>(String secret, T about) {
  /** Without the secret. */
  @Override
  public String toString() {
    return "Issued[" + about + ']';
  }
}
