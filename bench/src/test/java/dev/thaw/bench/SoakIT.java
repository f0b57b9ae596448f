package dev.thaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.bench.Flatness.Verdict;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.simulate.TestWriters;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The soak in three minutes: what is flat is found flat, and a leak is found. {@code
 * -Dthaw.soak.seconds} makes each of the two longer.
 */
class SoakIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("thaw.soak.seconds", 70));

  /**
   * In so short a time the process is still warming up: code is compiled, allocators spread. The
   * promise of 5% is held to by the long run.
   */
  private static final Flatness SHORT = new Flatness(0.1, 32L << 20);

  @TempDir private Path directory;

  @Test
  void aServiceThatLeaksNothingIsFlat() {
    for (Verdict verdict : soak(() -> {})) {
      assertThat(verdict.isFlat()).as(verdict.toString()).isTrue();
    }
  }

  /** By the second and not by the round, so that a slow machine leaks as much as a fast one. */
  @Test
  void aLeakOfBuffersAndArraysIsFound() {
    List<ByteBuffer> buffers = new ArrayList<>();
    long start = System.nanoTime();
    try (NDManager arrays = Engine.getInstance().newBaseManager()) {
      List<Verdict> verdicts =
          soak(
              () -> {
                while (buffers.size() < (System.nanoTime() - start) / 250_000_000) {
                  buffers.add(ByteBuffer.allocateDirect(1 << 20));
                  for (int i = 0; i < 5; i++) {
                    arrays.zeros(new Shape(64, 64));
                  }
                }
              });
      assertThat(verdicts.stream().filter(verdict -> !verdict.isFlat()).map(Verdict::kind))
          .as(verdicts.toString())
          .contains("direct", "tensors");
    }
  }

  private List<Verdict> soak(Runnable afterRound) {
    Dataset dataset = TestWriters.load(null, Fleet.SEED);
    Hands hands = new Hands(dataset.name(), TestWriters.of(dataset, Fleet.BASE, 0));
    Soak soak = new Soak(hands, 3, 0.5, LENGTH, afterRound);
    Soak.Report report = soak.run(directory, sample -> System.out.println(sample.line()));
    System.out.println(report.fullRate() + " rounds a second, then " + report.rate());
    return SHORT.judge(report.samples());
  }
}
