package dev.thaw.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process occupies. Immutable.
 *
 * @param residentBytes 0 where the platform does not tell
 */
record Footprint(long openFiles, long maxOpenFiles, int threads, long residentBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double MIB = 1 << 20;

  static Footprint now() {
    long open = 0;
    long most = 0;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      open = unix.getOpenFileDescriptorCount();
      most = unix.getMaxFileDescriptorCount();
    }
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    return new Footprint(open, most, threads, resident());
  }

  List<Figure> figures(String group) {
    return List.of(
        new Figure(group, "open files", openFiles, "", "ulimit " + maxOpenFiles),
        new Figure(group, "threads", threads, "", "none set"),
        new Figure(group, "resident memory", residentBytes / MIB, "MiB", "none set"));
  }

  /** Memory that is in RAM, in bytes; 0 where the platform does not tell. */
  static long resident() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + STATUS, e);
    }
  }
}
