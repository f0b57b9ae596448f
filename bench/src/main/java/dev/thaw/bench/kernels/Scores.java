package dev.thaw.bench.kernels;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * Mean microseconds of what was measured in one run. Immutable.
 *
 * @param micros by class and method, and the values of its parameters
 */
public record Scores(Map<Key, Double> micros) {
  /**
   * What was measured.
   *
   * @param method class and method, as {@code Step.step}
   * @param parameters the benchmark's own, by name
   */
  public record Key(String method, Map<String, String> parameters) {}

  public Scores {
    micros = Map.copyOf(micros);
  }

  /** Those of a run by JMH. */
  static Scores of(Collection<RunResult> results) {
    Map<Key, Double> micros = new HashMap<>();
    for (RunResult result : results) {
      micros.put(key(result.getParams()), result.getPrimaryResult().getScore());
    }
    return new Scores(micros);
  }

  /**
   * Of a benchmark without parameters.
   *
   * @throws IllegalStateException if it was not measured
   */
  public double of(String method) {
    return of(method, Map.of());
  }

  /**
   * Of a benchmark with these parameters.
   *
   * @throws IllegalStateException if it was not measured
   */
  public double of(String method, Map<String, ?> parameters) {
    Map<String, String> texts = new HashMap<>();
    parameters.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return Optional.ofNullable(micros.get(new Key(method, texts)))
        .orElseThrow(() -> new IllegalStateException("not measured: " + method + ' ' + texts));
  }

  private static Key key(BenchmarkParams params) {
    Map<String, String> parameters = new HashMap<>();
    params.getParamsKeys().forEach(name -> parameters.put(name, params.getParam(name)));
    String name = params.getBenchmark();
    int type = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
    return new Key(name.substring(type + 1), parameters);
  }
}
