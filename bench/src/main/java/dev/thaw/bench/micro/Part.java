package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Some benchmarks and what they are compared with, measured one right after the other. Immutable.
 *
 * @param name for people
 */
public record Part(Topic topic, String name, Work work) {
  /** How it is measured. */
  @FunctionalInterface
  public interface Work {
    /** Blocks for as long as that takes. */
    List<KernelTime> measure(Jmh jmh) throws RunnerException;
  }
}
