package dev.thaw.bench.kernels;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all kernels by JMH and compares them with their limits. Immutable.
 *
 * @param forks JVMs for each kernel, one after the other; 0 for this one
 * @param iterations measurements in each, after half as many that do not count
 * @param millis of each iteration at least
 * @param stacks how many heads are stacked
 */
public record Kernels(int forks, int iterations, int millis, List<Integer> stacks) {
  private static final String PRODUCTS = "matrix products";

  /** Mean microseconds by the method that was measured, and the size of its stack if it has one. */
  private record Scores(Map<String, Double> micros) {
    static Scores of(Collection<RunResult> results) {
      Map<String, Double> micros = new HashMap<>();
      for (RunResult result : results) {
        String heads = result.getParams().getParam("heads");
        String name = result.getPrimaryResult().getLabel() + (heads == null ? "" : heads);
        micros.put(name, result.getPrimaryResult().getScore());
      }
      return new Scores(micros);
    }

    double of(String name) {
      return Optional.ofNullable(micros.get(name))
          .orElseThrow(() -> new IllegalStateException("not measured: " + name));
    }
  }

  /**
   * Blocks for as long as that takes.
   *
   * @throws RunnerException if a kernel fails
   */
  public List<KernelTime> measure() throws RunnerException {
    Scores micros = Scores.of(new Runner(options().build()).run());
    double perMicro = Product.OPERATIONS / micros.of("product");
    List<KernelTime> times = new ArrayList<>();
    times.add(time("gather 100 features", micros.of("gather"), micros.of("rows"), "RocksDB read"));
    for (int heads : stacks) {
      double limit = heads * Step.operations() / perMicro;
      times.add(time("step, stack of " + heads, micros.of("step" + heads), limit, PRODUCTS));
    }
    double factor = Factor.OPERATIONS / perMicro;
    times.add(time("Cholesky, d = 640", micros.of("factor"), factor, PRODUCTS));
    times.add(time("closed-form head", micros.of("head"), Head.operations() / perMicro, PRODUCTS));
    times.add(time("publish", micros.of("publish"), micros.of("write"), "a synced write"));
    return times;
  }

  private static KernelTime time(String name, double micros, double limitMicros, String limit) {
    return new KernelTime(name, micros, limitMicros, limit);
  }

  private ChainedOptionsBuilder options() {
    return new OptionsBuilder()
        .include("dev\\.thaw\\.bench\\.kernels\\..*")
        .param("heads", stacks.stream().map(String::valueOf).toArray(String[]::new))
        .forks(forks)
        .warmupIterations((iterations + 1) / 2)
        .warmupTime(TimeValue.milliseconds(millis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }
}
