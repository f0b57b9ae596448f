package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
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
  @Mixin private JmhOptions measuring = new JmhOptions();

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
    measuring.require(output);
    stacks.forEach(each -> output.require(each >= 1, "--stacks has " + each + ", must be >= 1"));
    output.tell("measuring, load %.1f".formatted(FreezeBench.load()));
    List<Figure> figures = new ArrayList<>();
    for (KernelTime time : new Kernels(measuring.jmh(), stacks).measure()) {
      figures.addAll(JmhOptions.figures("kernels", time));
    }
    output.tell("measured, load %.1f".formatted(FreezeBench.load()));
    output.show(figures);
    output.finish(figures);
    return 0;
  }
}
