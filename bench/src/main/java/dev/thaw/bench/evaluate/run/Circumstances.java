package dev.thaw.bench.evaluate.run;

import dev.thaw.model.TorchRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What is the same for all cells of one start. Immutable.
 *
 * @param commit of the working tree that the code was built in, {@code +} behind it if files differ
 *     from it; {@code unknown} outside a repository
 */
public record Circumstances(String command, String commit, String machine, String versions) {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  /** As they are now. */
  public static Circumstances now(String command) {
    return new Circumstances(command, commit(code()), findMachine(), findVersions());
  }

  /** The one-minute load; -1 where the system does not tell. */
  public static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Memory that processes may still take, in bytes; all where the system does not tell. */
  public static long freeMemory() {
    return kibibytes("MemAvailable") << 10;
  }

  private static String findMachine() {
    String processor =
        lines(PROCESSOR).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %.0f GiB",
        processor,
        Runtime.getRuntime().availableProcessors(),
        kibibytes("MemTotal") / (double) (1 << 20));
  }

  private static String findVersions() {
    return "Java %s, %s %s, DJL with %s"
        .formatted(
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            TorchRuntime.describe().replaceAll(", threads=.*", ""));
  }

  private static long kibibytes(String what) {
    return lines(MEMORY).stream()
        .filter(line -> line.startsWith(what + ':'))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(Long.MAX_VALUE >> 10);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Where this very code lies, wherever it was started from. */
  private static Path code() {
    try {
      Path place =
          Path.of(Circumstances.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isDirectory(place) ? place : place.resolveSibling(".");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("code from nowhere", e);
    }
  }

  /** Of the working tree that {@code directory} is in. */
  static String commit(Path directory) {
    String head = git(directory, "rev-parse", "--short=12", "HEAD");
    return head.isEmpty()
        ? "unknown"
        : head
            + (git(directory, "status", "--porcelain", "--untracked-files=no").isEmpty()
                ? ""
                : "+");
  }

  /** What git says; empty where there is no git or no repository. */
  private static String git(Path directory, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
      command.addAll(List.of(arguments));
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
