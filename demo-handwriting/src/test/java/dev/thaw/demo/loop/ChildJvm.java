package dev.thaw.demo.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of the tests in a JVM of its own, to be killed. Closing it kills it. */
public record ChildJvm(Process process, Path output) implements AutoCloseable {
  /** Starts {@code main}, its output going to a file. */
  public static ChildJvm start(Class<?> main, Path output, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dai.djl.offline=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new ChildJvm(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed, whole lines only. */
  public List<String> lines() {
    try {
      String all = Files.readString(output);
      return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has printed {@code beginning}. */
  public void awaitLine(String beginning) {
    Await.until(
        beginning + " in " + output,
        () -> {
          requireAlive();
          return lines().stream().anyMatch(line -> line.startsWith(beginning));
        });
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("it ended with " + process.exitValue() + ": " + lines());
    }
  }

  /** SIGKILL. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
