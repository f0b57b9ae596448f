package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thaw bench kernels}. */
@Command(
    name = "kernels",
    sortOptions = false,
    description = "Measure what training is made of by JMH, each operation beside its limit.",
    mixinStandardHelpOptions = true)
final class KernelsBench implements Callable<Integer> {
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

  @Option(
      names = "--stacks",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,8,64,512",
      description = "Heads that take a step together (default: ${DEFAULT-VALUE}).")
  private List<Integer> stacks = List.of();

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws JsonProcessingException, RunnerException {
    output.require(forks >= 0, "--forks is " + forks + ", must be at least 0");
    output.require(iterations >= 1, "--iterations is " + iterations + ", must be at least 1");
    output.require(millis >= 1, "--millis is " + millis + ", must be at least 1");
    stacks.forEach(each -> output.require(each >= 1, "--stacks has " + each + ", must be >= 1"));
    output.tell("measuring, load %.1f".formatted(FreezeBench.load()));
    List<Figure> figures = new ArrayList<>();
    for (KernelTime time : new Kernels(new Jmh(forks, iterations, millis), stacks).measure()) {
      figures.add(new Figure("kernels", time.name(), time.micros(), "us", time.limit()));
      figures.add(new Figure("kernels", time.name() + ", share", time.share(), "", "limit 1"));
    }
    output.tell("measured, load %.1f".formatted(FreezeBench.load()));
    output.show(figures);
    output.finish(figures);
    return 0;
  }
}
