package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.demo.simulate.TestWriters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thaw bench soak}. */
@Command(
    name = "soak",
    sortOptions = false,
    description = {
      "Run a cloud and devices at part of their load and hold their memory to staying flat.",
      "Fails with 1 if a kind of memory grew."
    },
    mixinStandardHelpOptions = true)
final class SoakBench implements Callable<Integer> {
  private static final double LEAST_MINUTES = 0.5;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "120",
      description = "How long, warming up included (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "8",
      description = "Devices that write (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--load",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Share of the load that is possible at first (default: ${DEFAULT-VALUE}).")
  private double load;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "UNIPEN as a directory or zip (default: synthetic writers).")
  private @Nullable Path data;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws JsonProcessingException {
    output.require(minutes >= LEAST_MINUTES, "--minutes is " + minutes + ", must be at least 0.5");
    output.require(devices >= 1, "--devices is " + devices + ", must be at least 1");
    output.require(load > 0 && load <= 1, "--load is " + load + ", must be above 0 and at most 1");
    Dataset dataset = TestWriters.load(data, Fleet.SEED);
    Hands hands = new Hands(dataset.name(), TestWriters.of(dataset, Fleet.BASE, 0));
    Duration length = Duration.ofMillis((long) (minutes * 60_000));
    Soak soak = new Soak(hands, devices, load, length, () -> {});
    try (TemporaryDirectory directory = TemporaryDirectory.create("thaw-soak")) {
      Soak.Report report = soak.run(directory.path(), sample -> output.tell(sample.line()));
      List<Flatness.Verdict> verdicts = Flatness.PROMISED.judge(report.samples());
      List<Figure> figures = figures(report, verdicts);
      output.show(figures);
      output.finish(figures);
      return verdicts.stream().allMatch(Flatness.Verdict::isFlat) ? 0 : 1;
    }
  }

  private static List<Figure> figures(Soak.Report report, List<Flatness.Verdict> verdicts) {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("soak", "rounds a second, full load", report.fullRate(), "", "-"));
    figures.add(new Figure("soak", "rounds a second, soaking", report.rate(), "", "-"));
    for (Flatness.Verdict each : verdicts) {
      boolean counted = each.kind().equals("tensors");
      double unit = counted ? 1 : 1 << 20;
      String said = each.isFlat() ? "flat: at most %.1f" : "GREW: more than %.1f";
      figures.add(figure(each.kind() + ", first third", each.first() / unit, counted, "-"));
      String limit = String.format(Locale.ROOT, said, each.limit() / unit);
      figures.add(figure(each.kind() + ", last third", each.last() / unit, counted, limit));
    }
    return figures;
  }

  private static Figure figure(String what, double value, boolean counted, String limit) {
    return new Figure("memory", what, value, counted ? "" : "MiB", limit);
  }
}
