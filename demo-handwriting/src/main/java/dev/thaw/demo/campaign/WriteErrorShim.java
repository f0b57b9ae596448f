package dev.thaw.demo.campaign;

import dev.thaw.demo.chaos.JvmExtras;
import dev.thaw.demo.simulate.SimulationException;
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
record WriteErrorShim(Path library, Path target, Path control) {
  private static final String SOURCE = "write-errors.c";

  /** Compiles it into {@code directory}; empty where that cannot be done. */
  static Optional<WriteErrorShim> compile(Path directory, Path target) {
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
      throw new SimulationException("interrupted", e);
    }
  }

  JvmExtras extras(List<String> arguments) {
    return new JvmExtras(
        arguments,
        Map.of(
            "LD_PRELOAD", library.toString(),
            "THAW_EIO_DIR", target.toString(),
            "THAW_EIO_SWITCH", control.toString()));
  }

  /** From now on writes fail, or work again. */
  void set(boolean failing) {
    try {
      if (failing) {
        Files.writeString(control, "on");
      } else {
        Files.deleteIfExists(control);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot switch write errors with " + control, e);
    }
  }
}
