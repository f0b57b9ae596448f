package dev.thaw.bench.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs all kernels by JMH and compares them with their limits. Immutable.
 *
 * @param stacks how many heads are stacked
 */
public record Kernels(Jmh jmh, List<Integer> stacks) {
  private static final String PRODUCTS = "matrix products";
  private static final List<Class<?>> ALL =
      List.of(Product.class, Gather.class, Step.class, Factor.class, Head.class, Publish.class);

  /**
   * Blocks for as long as that takes.
   *
   * @throws RunnerException if a kernel fails
   */
  public List<KernelTime> measure() throws RunnerException {
    Scores micros = jmh.run(ALL, Map.of("heads", stacks));
    double perMicro = Product.OPERATIONS / micros.of("Product.product");
    double gather = micros.of("Gather.gather");
    double factor = micros.of("Factor.factor");
    double head = micros.of("Head.head");
    double publish = micros.of("Publish.publish");
    List<KernelTime> times = new ArrayList<>();
    times.add(time("gather 100 features", gather, micros.of("Gather.rows"), "RocksDB read"));
    stacks.forEach(each -> times.add(step(each, micros, perMicro)));
    times.add(time("Cholesky, d = 640", factor, Factor.OPERATIONS / perMicro, PRODUCTS));
    times.add(time("closed-form head", head, Head.operations() / perMicro, PRODUCTS));
    times.add(time("publish", publish, micros.of("Publish.write"), "a synced write"));
    return times;
  }

  private static KernelTime step(int heads, Scores micros, double perMicro) {
    double took = micros.of("Step.step", Map.of("heads", heads));
    double limit = heads * Step.operations() / perMicro;
    return time("step, stack of " + heads, took, limit, PRODUCTS);
  }

  private static KernelTime time(String name, double micros, double limitMicros, String limit) {
    return new KernelTime(name, micros, limitMicros, limit);
  }
}
