package dev.thaw.demo.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the demo's own operator shows its cloud. */
final class OperatorToken {
  private OperatorToken() {}

  /** A header as name and value; none if the cloud made no token. */
  static String[] header(Path demo) {
    Path token = demo.resolve("cloud").resolve("admin.token");
    try {
      return Files.exists(token)
          ? new String[] {"Authorization", "Bearer " + Files.readString(token).strip()}
          : new String[0];
    } catch (IOException e) {
      throw new AssertionError(token + " cannot be read", e);
    }
  }
}
