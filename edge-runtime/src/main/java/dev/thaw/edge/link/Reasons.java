package dev.thaw.edge.link;

import javax.net.ssl.SSLException;

/** One line for people about what went wrong. */
final class Reasons {
  private Reasons() {}

  static String of(Throwable failure) {
    return isTls(failure) ? "TLS with the cloud failed: " + line(root(failure)) : line(failure);
  }

  /** What TLS says on top is that it failed; why is at the bottom. */
  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isTls(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private static String line(Throwable failure) {
    String message = failure.getMessage();
    String first = message == null ? "" : message.lines().findFirst().orElse("").strip();
    return first.isEmpty() ? failure.getClass().getSimpleName() : first;
  }
}
