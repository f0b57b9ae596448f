package dev.thaw.cache.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A library preloaded into a child process that makes its writes below one directory fail while a
 * file exists. Needs Linux and a C compiler. Immutable.
 */
public record WriteErrorShim(Path library, Path target, Path control) {
  /** What fails, and how. */
  public enum Failure {
    /** Writing and syncing fail with EIO. */
    WRITE,
    /** Data can be written, and does not get to the disk: syncing alone fails with EIO. */
    SYNC,
    /** Writing, syncing, and making or changing files fail with EROFS. */
    READ_ONLY
  }

  private static final String SOURCE = "write-errors.c";

  /**
   * Compiles it into {@code directory}; empty where that cannot be done.
   *
   * @param target below which writes are to fail
   */
  public static Optional<WriteErrorShim> compile(Path directory, Path target) {
    Path source = directory.resolve(SOURCE);
    Path library = directory.resolve("write-errors.so");
    try (InputStream in = WriteErrorShim.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(in, SOURCE), source, StandardCopyOption.REPLACE_EXISTING);
      List<String> command =
          List.of("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl");
      Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
      compiler.getInputStream().readAllBytes();
      return compiler.waitFor() == 0
          ? Optional.of(new WriteErrorShim(library, target, directory.resolve("write-errors.on")))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no compiler
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Variables that the child process must be started with. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "THAW_EIO_DIR", target.toString(),
        "THAW_EIO_SWITCH", control.toString());
  }

  /** From now on {@code failure} happens. */
  public void fail(Failure failure) {
    try {
      Path next = control.resolveSibling("write-errors.next");
      Files.writeString(next, failure.name().substring(0, 1));
      Files.move(next, control, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot switch write errors with " + control, e);
    }
  }

  /** From now on everything works. */
  public void heal() {
    try {
      Files.deleteIfExists(control);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot switch write errors with " + control, e);
    }
  }
}
