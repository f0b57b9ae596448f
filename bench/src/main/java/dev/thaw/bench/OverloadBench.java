package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thaw.bench.overload.Flood;
import dev.thaw.bench.overload.Overload;
import dev.thaw.bench.overload.Report;
import dev.thaw.bench.overload.Rules;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Tensor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thaw bench overload}. */
@Command(
    name = "overload",
    sortOptions = false,
    description = {
      "Measure what polite devices keep of their throughput beside one that floods.",
      "Fails with 1 if the slowest keeps less than 80% or something acknowledged is missing."
    },
    mixinStandardHelpOptions = true)
final class OverloadBench implements Callable<Integer> {
  static final double PROMISED = 0.8;

  private static final int CHARACTERS = 64;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "50",
      description = "Polite devices (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "4",
      description = "Batches a second that each would like to send (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--features",
      paramLabel = "N",
      defaultValue = "16",
      description = "Features in a batch (default: ${DEFAULT-VALUE}).")
  private int features;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "15",
      description = "How long each phase takes (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Times alone and beside the flood; medians count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--without-rules",
      description = "Measure a cloud without limits for a device too, and what that would cost.")
  private boolean withoutRules;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws JsonProcessingException {
    output.require(devices >= 1, "--devices is " + devices + ", must be at least 1");
    output.require(rate > 0, "--rate is " + rate + ", must be above 0");
    output.require(features >= 1, "--features is " + features + ", must be at least 1");
    output.require(seconds >= 1, "--seconds is " + seconds + ", must be at least 1");
    output.require(rounds >= 1, "--rounds is " + rounds + ", must be at least 1");
    List<Figure> figures = new ArrayList<>(setup());
    Report usual = measure(Rules.USUAL);
    figures.addAll(figures("rules", usual, "at least 80 %"));
    if (withoutRules) {
      figures.addAll(figures("no rules", measure(Rules.NONE), "for comparison"));
    }
    output.show(figures);
    output.finish(figures);
    return usual.leastShare() >= PROMISED && usual.missing() == 0 ? 0 : 1;
  }

  private Report measure(Rules rules) {
    Duration phase = Duration.ofMillis((long) (seconds * 1e3));
    Overload overload = new Overload(devices, rate, features, phase, rounds);
    output.tell("measuring: rules %s".formatted(rules));
    try (TemporaryDirectory directory = TemporaryDirectory.create("thaw-overload")) {
      return overload.run(
          directory.path(), Fleet.BASE, rules, OverloadBench::activations, output::tell);
    }
  }

  /** As devices send them. */
  private static List<List<Tensor>> activations(FreezeState freeze) {
    Dataset dataset = TestWriters.load(null, Fleet.SEED);
    Hands hands = new Hands(dataset.name(), TestWriters.of(dataset, Fleet.BASE, 0));
    List<CharacterInContext> characters = hands.ofMany(CHARACTERS);
    try (LayeredModel model = Fleet.BASE.model()) {
      return model
          .forwardBatch(
              0, freeze.depth(), characters.stream().map(CharacterInContext::inputs).toList())
          .stream()
          .map(sample -> sample.stream().map(tensor -> tensor.to(DType.INT8)).toList())
          .toList();
    }
  }

  private List<Figure> setup() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return List.of(
        new Figure("setup", "processors", Runtime.getRuntime().availableProcessors(), "", "-"),
        new Figure("setup", "load", load, "", "the processors"),
        new Figure("setup", "polite devices", devices, "", "-"),
        new Figure("setup", "batches each would send", rate, "1/s", "-"));
  }

  private static List<Figure> figures(String group, Report report, String limit) {
    return List.of(
        new Figure(group, "slowest, share kept", 100 * report.leastShare(), "%", limit),
        new Figure(group, "slowest alone", least(report.throughput(false)), "1/s", "-"),
        new Figure(group, "slowest beside the flood", least(report.throughput(true)), "1/s", "-"),
        new Figure(group, "median alone", Medians.of(report.throughput(false)), "1/s", "-"),
        new Figure(
            group, "median beside the flood", Medians.of(report.throughput(true)), "1/s", "-"),
        new Figure(group, "slowest answer alone", report.slowestMillis(false), "ms", "-"),
        new Figure(group, "slowest answer, flooded", report.slowestMillis(true), "ms", "-"),
        new Figure(group, "polite refused, alone", report.refused(false), "", "in all rounds"),
        new Figure(group, "polite refused, flooded", report.refused(true), "", "in all rounds"),
        new Figure(group, "flood stored", report.flood(Flood::stored), "1/s", "-"),
        new Figure(group, "flood refused", report.flood(Flood::refused), "1/s", "-"),
        new Figure(
            group, "flood sent", report.flood(Flood::sentBytes) / (1 << 20), "MiB", "a second"),
        new Figure(group, "polite batches acknowledged", report.sent(), "", "in all rounds"),
        new Figure(group, "acknowledged, missing", report.missing(), "", "none"));
  }

  private static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }
}
