package dev.thaw.bench;

import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import java.util.List;
import picocli.CommandLine.Option;

/** How long JMH measures, on the command line. */
final class JmhOptions {
  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "1",
      description = "JVMs for each operation; 0 for this one (default: ${DEFAULT-VALUE}).")
  private int forks;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measurements that count, after half as many (default: ${DEFAULT-VALUE}).")
  private int iterations;

  @Option(
      names = "--millis",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Milliseconds of a measurement at least (default: ${DEFAULT-VALUE}).")
  private int millis;

  /** Refuses what cannot be. */
  void require(Output output) {
    output.require(forks >= 0, "--forks is " + forks + ", must be at least 0");
    output.require(iterations >= 1, "--iterations is " + iterations + ", must be at least 1");
    output.require(millis >= 1, "--millis is " + millis + ", must be at least 1");
  }

  Jmh jmh() {
    return new Jmh(forks, iterations, millis);
  }

  /** Time and share of a limit as two figures. */
  static List<Figure> figures(String group, KernelTime time) {
    return List.of(
        new Figure(group, time.name(), time.micros(), "us", time.limit()),
        new Figure(group, time.name() + ", share", time.share(), "", "limit 1"));
  }
}
