package dev.thaw.bench.evaluate.scaling;

import dev.thaw.demo.Thaw;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code thaw serve} with its usual limits in a process of its own, which trains only when asked.
 * Goes when this one does. Confined to one thread.
 */
final class ServerProcess implements AutoCloseable {
  private static final List<String> JVM =
      List.of(
          "-Xms768m", "-Xmx768m", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC", "-Dai.djl.offline=true");
  private static final List<String> SERVE =
      List.of("serve", "--port", "0", "--no-authentication", "--train-scopes", "none");
  private static final String LISTENING = "listening on ";
  private static final long PATIENCE_SECONDS = 60;
  private static final double KIB_PER_MIB = 1_024;
  private static final Pattern HEAP = Pattern.compile("total (\\d+)K, used (\\d+)K");

  private final Process process;
  private final Path log;
  private final Thread hook;

  /**
   * Starts it; {@link #await} waits until it listens.
   *
   * @param directory for its data and its log; exists
   */
  ServerProcess(Path directory) throws IOException {
    this.log = directory.resolve("serve.log");
    List<String> command = new ArrayList<>();
    command.add(java("java"));
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Thaw.class.getName()));
    command.addAll(SERVE);
    command.addAll(List.of("--data-dir", directory.resolve("cloud").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putIfAbsent("OMP_NUM_THREADS", "1");
    builder.environment().putIfAbsent("OMP_WAIT_POLICY", "passive");
    this.process = builder.start();
    this.hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Where it listens; waits until it does. */
  URI await() throws IOException {
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENING)) {
        return URI.create(line.substring(LISTENING.length()).split(" ", 2)[0]);
      }
    }
    throw new IOException("thaw serve did not start: " + Files.readString(log).strip());
  }

  /**
   * Memory that is in use: of the heap what is left after a collection of garbage, and all that is
   * resident beside the heap. All of the heap is resident from the start, so that the two can be
   * told apart.
   */
  double usedMib() throws IOException, InterruptedException {
    ask("GC.run");
    Matcher heap = HEAP.matcher(ask("GC.heap_info"));
    if (!heap.find()) {
      throw new IOException("this JDK's jcmd does not tell how much of a heap is used");
    }
    double unused = Double.parseDouble(heap.group(1)) - Double.parseDouble(heap.group(2));
    return (resident() - unused) / KIB_PER_MIB;
  }

  private double resident() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
        .sum();
  }

  private String ask(String what) throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(java("jcmd"), Long.toString(process.pid()), what)
            .redirectErrorStream(true)
            .start();
    String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asked.waitFor() != 0) {
      throw new IOException("jcmd cannot reach the cloud's process: " + answer.strip());
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }
}
