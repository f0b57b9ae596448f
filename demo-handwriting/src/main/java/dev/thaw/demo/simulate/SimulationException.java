package dev.thaw.demo.simulate;

/** The simulation cannot go on; the message is one line for the person who started it. */
final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimulationException(String message) {
    super(message);
  }

  SimulationException(String message, Throwable cause) {
    super(message, cause);
  }
}
