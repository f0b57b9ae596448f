package dev.thaw.bench.micro;

import dev.thaw.demo.simulate.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A database's directory, made once, of which each measurement gets a copy of its own to destroy.
 * The tables, which are never changed, are links: giving one back frees no disk.
 */
final class Copies implements AutoCloseable {
  private static final String TABLE = ".sst";

  private final TemporaryDirectory original = TemporaryDirectory.create("thaw-micro");

  Path original() {
    return original.path();
  }

  /** One more copy; the caller closes it. Nothing may have the original open. */
  TemporaryDirectory copy() {
    TemporaryDirectory copy = TemporaryDirectory.create("thaw-micro");
    try (Stream<Path> files = Files.list(original.path())) {
      for (Path file : files.toList()) {
        give(file, copy.path().resolve(file.getFileName()));
      }
      return copy;
    } catch (IOException e) {
      copy.close();
      throw new UncheckedIOException("cannot copy " + original.path(), e);
    }
  }

  @Override
  public void close() {
    original.close();
  }

  private static void give(Path file, Path to) throws IOException {
    if (file.toString().endsWith(TABLE)) {
      Files.createLink(to, file);
    } else {
      Files.copy(file, to);
    }
  }
}
