package dev.thaw.demo.simulate;

/** The simulation cannot go on; the message is one line for the person who started it. */
public final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message for the person. */
  public SimulationException(String message) {
    super(message);
  }

  /** With a cause besides. */
  public SimulationException(String message, Throwable cause) {
    super(message, cause);
  }
}
