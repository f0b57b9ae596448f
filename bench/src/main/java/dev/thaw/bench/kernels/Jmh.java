package dev.thaw.bench.kernels;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How long JMH measures. Immutable.
 *
 * @param forks JVMs for each benchmark, one after the other; 0 for this one, only to see that it
 *     runs
 * @param iterations measurements in each, after half as many that do not count
 * @param millis of each iteration at least
 */
public record Jmh(int forks, int iterations, int millis) {
  private static final String IGNORE_LOCK = "jmh.ignoreLock";

  /**
   * Runs benchmarks. Blocks for as long as that takes.
   *
   * @param benchmarks those of these classes
   * @param parameters values for parameters, by name; what a benchmark does not have is passed over
   * @throws RunnerException if one fails, or another process is measuring by JMH on this machine
   */
  public Scores run(List<Class<?>> benchmarks, Map<String, List<?>> parameters)
      throws RunnerException {
    if (forks == 0) {
      System.setProperty(IGNORE_LOCK, "true"); // no figure to be disturbed
    }
    ChainedOptionsBuilder options = options();
    benchmarks.forEach(each -> options.include(Pattern.quote(each.getName() + '.')));
    parameters.forEach((name, values) -> options.param(name, texts(values)));
    try {
      return Scores.of(new Runner(options.build()).run());
    } catch (RunnerException e) {
      throw new RunnerException("cannot measure: " + first(e).getMessage(), e);
    }
  }

  /** JMH wraps what a benchmark throws, or adds it to what it throws itself. */
  private static Throwable first(Throwable thrown) {
    Throwable cause = thrown.getCause();
    if (cause != null) {
      return first(cause);
    }
    return thrown.getSuppressed().length == 0 ? thrown : first(thrown.getSuppressed()[0]);
  }

  private ChainedOptionsBuilder options() {
    return new OptionsBuilder()
        .forks(forks)
        .warmupIterations((iterations + 1) / 2)
        .warmupTime(TimeValue.milliseconds(millis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static String[] texts(List<?> values) {
    return values.stream().map(String::valueOf).toArray(String[]::new);
  }
}
