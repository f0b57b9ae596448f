package dev.thaw.demo.chaos;

import dev.thaw.demo.simulate.SimulationException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A JVM of this one's Java and class path, spoken to in lines. Goes when this one does.
 * Thread-safe.
 */
final class ChildProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Writer in;
  private final Thread hook = new Thread(this::kill);

  private ChildProcess(Process process) {
    this.process = process;
    this.in = process.outputWriter();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts {@code main}.
   *
   * @param log where its standard error is appended
   * @param listener told each line of its standard output, on a thread of its own
   */
  static ChildProcess start(
      Class<?> main, List<String> arguments, Path log, Consumer<String> listener) {
    return start(main, arguments, JvmExtras.NONE, log, listener);
  }

  /** As above, with {@code extras}. */
  static ChildProcess start(
      Class<?> main,
      List<String> arguments,
      JvmExtras extras,
      Path log,
      Consumer<String> listener) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dai.djl.offline=true");
    command.addAll(extras.arguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
    setEnvironment(builder.environment());
    builder.environment().putAll(extras.environment());
    try {
      ChildProcess child = new ChildProcess(builder.start());
      child.readTo(listener);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + main.getName(), e);
    }
  }

  /** Many processes on few processors: one thread of arithmetic each, and waiting ones sleep. */
  private static void setEnvironment(Map<String, String> environment) {
    environment.putIfAbsent("OMP_NUM_THREADS", "1");
    environment.putIfAbsent("OMP_WAIT_POLICY", "passive");
    environment.putIfAbsent("THAW_LOG", "INFO");
  }

  private void readTo(Consumer<String> listener) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(listener);
              } catch (IOException | UncheckedIOException e) {
                listener.accept("");
              }
            },
            "thaw-chaos-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** Says a line, if it still listens. */
  synchronized void tell(String line) {
    try {
      in.write(line + "\n");
      in.flush();
    } catch (IOException e) {
      // It was killed; whoever did that starts another.
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it ended with; it has ended. */
  int exitStatus() {
    return process.exitValue();
  }

  /** SIGKILL. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends its input and waits until it has ended by itself. */
  void endInput() {
    try {
      in.close();
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends its input and asks it to end (SIGTERM), and waits for that. */
  @Override
  public void close() {
    try {
      in.close();
      process.destroy();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new SimulationException("process " + process.pid() + " does not end");
      }
    } catch (IOException e) {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    } finally {
      forgetHook();
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running.
    }
  }
}
