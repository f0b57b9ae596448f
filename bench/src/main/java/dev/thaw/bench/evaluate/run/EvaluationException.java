package dev.thaw.bench.evaluate.run;

/** An evaluation cannot go on; the message is one line for the person who started it. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message for the person. */
  public EvaluationException(String message) {
    super(message);
  }

  /** With a cause besides. */
  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
