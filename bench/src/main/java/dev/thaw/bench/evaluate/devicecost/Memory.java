package dev.thaw.bench.evaluate.devicecost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Memory of this process as the kernel counts it, native memory included. Stateless. */
final class Memory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB_PER_MEGABYTE = 1e6 / 1024;

  private Memory() {}

  /**
   * The most that was resident since the process began, in megabytes of 10^6 bytes.
   *
   * @throws IOException if the platform does not tell
   */
  static double peakMegabytes() throws IOException {
    return read("VmHWM:");
  }

  /**
   * What is resident now.
   *
   * @throws IOException if the platform does not tell
   */
  static double megabytes() throws IOException {
    return read("VmRSS:");
  }

  private static double read(String key) throws IOException {
    List<String> lines = Files.isReadable(STATUS) ? Files.readAllLines(STATUS) : List.of();
    return lines.stream()
            .filter(line -> line.startsWith(key))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow(() -> new IOException("no " + key + " in " + STATUS + ": needs Linux"))
        / KIB_PER_MEGABYTE;
  }
}
