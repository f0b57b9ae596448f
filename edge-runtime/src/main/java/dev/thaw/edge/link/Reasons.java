package dev.thaw.edge.link;

/** One line for people about what went wrong. */
final class Reasons {
  private Reasons() {}

  static String of(Throwable failure) {
    String message = failure.getMessage();
    String first = message == null ? "" : message.lines().findFirst().orElse("").strip();
    return first.isEmpty() ? failure.getClass().getSimpleName() : first;
  }
}
