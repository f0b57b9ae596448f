package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.model.TorchRuntime;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thaw bench freeze}. */
@Command(
    name = "freeze",
    sortOptions = false,
    description = "Measure what moving the freeze point costs, each figure beside its limit.",
    mixinStandardHelpOptions = true)
final class FreezeBench implements Callable<Integer> {
  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "200",
      description = "Devices connected while the freeze point moves (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--features",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Stored features that are run on (default: ${DEFAULT-VALUE}).")
  private int features;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Times each is measured; the median counts (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "UNIPEN as a directory or zip (default: synthetic writers).")
  private @Nullable Path data;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws JsonProcessingException {
    requirePositive("--devices", devices);
    requirePositive("--features", features);
    requirePositive("--runs", runs);
    Dataset dataset = TestWriters.load(data, Fleet.SEED);
    Hands hands = new Hands(dataset.name(), TestWriters.of(dataset, Fleet.BASE, 0));
    List<Figure> figures = new ArrayList<>(setup(hands));
    output.show(figures);
    measure("advance", figures, at -> new AdvanceBench(hands, features, runs).measure(at));
    measure("repair", figures, at -> new RepairBench(hands, runs).measure(at));
    measure("eviction", figures, at -> new EvictionBench(hands).measure(at));
    measure("switch", figures, at -> new SwitchBench(hands, devices, runs).measure(at));
    output.finish(figures);
    return 0;
  }

  private void measure(String what, List<Figure> all, Function<Path, List<Figure>> bench) {
    output.tell("measuring: %s, load %.1f".formatted(what, load()));
    try (TemporaryDirectory directory = TemporaryDirectory.create("thaw-bench")) {
      List<Figure> figures = bench.apply(directory.path());
      all.addAll(figures);
      output.show(figures);
    }
  }

  private void requirePositive(String option, int value) {
    output.require(value >= 1, option + " is " + value + ", must be at least 1");
  }

  private static List<Figure> setup(Hands hands) {
    return List.of(
        new Figure("setup", "writers", hands.writers().size(), "", hands.name()),
        new Figure("setup", "processors", Runtime.getRuntime().availableProcessors(), "", "-"),
        new Figure("setup", "engine threads", TorchRuntime.threads(), "", TorchRuntime.describe()),
        new Figure("setup", "load", load(), "", "the processors"));
  }

  /** Processes that ran or waited to run in the last minute, which the figures suffer from. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
