package dev.thaw.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A second Java process with the test's class path, killed when closed. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts {@code main}.
   *
   * @param libraries where the child unpacks its native library; a killed process cannot clean up
   */
  public static ChildJvm start(Class<?> main, Path libraries, String... arguments)
      throws IOException {
    return start(main, libraries, Map.of(), arguments);
  }

  /** As above, with more variables in its environment. */
  public static ChildJvm start(
      Class<?> main, Path libraries, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    builder.environment().put("THAW_NATIVE_DIR", libraries.toString());
    return new ChildJvm(builder.start());
  }

  /** The next line the child prints; empty when it has ended. */
  public Optional<String> line() throws IOException {
    return Optional.ofNullable(output.readLine());
  }

  /** Ends the child as {@code kill -9} does; returns what it printed until then. */
  public List<String> kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly();
    List<String> rest = output.lines().toList();
    process.waitFor();
    return rest;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
