package dev.thaw.cache.faults;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs other programs. Stateless. */
final class Command {
  private static final int PATIENCE_SECONDS = 60;

  private Command() {}

  /** Whether there is such a program, and it succeeds. Blocks. */
  static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  static void require(String... command) {
    if (!run(command)) {
      throw new IllegalStateException("failed: " + String.join(" ", command));
    }
  }
}
