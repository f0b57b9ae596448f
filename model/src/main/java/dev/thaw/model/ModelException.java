package dev.thaw.model;

/** A model could not be read, run or trained for a reason outside the caller's control. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String subject;

  /**
   * An exception about {@code subject}.
   *
   * @param subject what it is about, such as the layer's name
   */
  public ModelException(String subject, String reason) {
    super(subject + ": " + reason);
    this.subject = subject;
  }

  /** An exception about {@code subject} with its cause. */
  public ModelException(String subject, String reason, Throwable cause) {
    super(subject + ": " + reason, cause);
    this.subject = subject;
  }

  /** What could not be read, run or trained: a layer's name, or {@code "engine"}. */
  public String subject() {
    return subject;
  }
}
