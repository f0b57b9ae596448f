package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.SampleId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device killed at random moments, eight times over. */
final class CacheKillIT {
  private static final int CYCLES = 8;
  private static final String ANNOTATED = "annotated ";
  private static final String ACKNOWLEDGING = "acknowledging ";
  private static final String ACKNOWLEDGED = "acknowledged ";

  @TempDir private Path parent;
  private Path directory;
  private Path libraries;

  /** What must be in the outbox, in order. */
  private final List<SampleId> expected = new ArrayList<>();

  private int next;

  @Test
  void everyAnnotationThatReturnedIsStillThereOnceAndInOrder() throws Exception {
    long seed = Long.getLong("thaw.seed", new Random().nextLong());
    System.out.println("CacheKillIT: -Dthaw.seed=" + seed);
    Random random = new Random(seed);
    directory = parent.resolve("data");
    libraries = Files.createDirectory(parent.resolve("libraries"));
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      List<String> said = runUntilKilled(random.nextInt(120), random.nextLong());
      verify("cycle %d, seed %d".formatted(cycle, seed), said);
    }
  }

  private List<String> runUntilKilled(int lines, long seed) throws Exception {
    List<String> said = new ArrayList<>();
    try (ChildJvm child =
        ChildJvm.start(
            KilledDevice.class,
            libraries,
            directory.toString(),
            Integer.toString(next),
            Long.toString(seed))) {
      for (int i = 0; i <= lines; i++) {
        Optional<String> line = child.line();
        line.ifPresent(said::add);
        assertThat(line).as("the child ended by itself after %s", said).isPresent();
      }
      said.addAll(child.kill());
    }
    return said;
  }

  private void verify(String when, List<String> said) {
    assertThat(said).as(when).startsWith("open");
    Optional<SampleId> perhapsAcknowledged = replay(said);
    try (DeviceStore store = DeviceStore.open(directory, ActivationCacheContract.LIMITS)) {
      List<SampleId> found =
          store.activations().outbox().peek(TASK, 0, Integer.MAX_VALUE).stream()
              .map(Pending::sample)
              .toList();
      if (perhapsAcknowledged.isPresent() && !found.contains(perhapsAcknowledged.get())) {
        expected.remove(perhapsAcknowledged.get());
      }
      if (found.size() == expected.size() + 1) {
        expected.add(sample(next++)); // annotated, and killed before it could say so
      }
      assertThat(found).as(when).containsExactlyElementsOf(expected);
      verifyActivations(store.activations());
    }
    next++;
  }

  private static void verifyActivations(ActivationCache cache) {
    for (Pending pending : cache.outbox().peek(TASK, 0, Integer.MAX_VALUE)) {
      assertThat(cache.get(TASK, CURRENT, pending.sample())).isPresent();
    }
    assertThat(cache.get(TASK, CURRENT, sample(0))).contains(activation(0, CURRENT, 400));
    assertThat(cache.stats().evicted(EvictionReason.CORRUPT)).isZero();
  }

  /** Applies what the child said; returns the acknowledgement it had begun and not reported. */
  private Optional<SampleId> replay(List<String> said) {
    Optional<SampleId> begun = Optional.empty();
    for (String line : said) {
      if (line.startsWith(ANNOTATED)) {
        next = Integer.parseInt(line.substring(ANNOTATED.length()));
        expected.add(sample(next++));
      } else if (line.startsWith(ACKNOWLEDGING)) {
        begun = Optional.of(SampleId.fromHex(line.substring(ACKNOWLEDGING.length())));
      } else if (line.startsWith(ACKNOWLEDGED)) {
        expected.remove(SampleId.fromHex(line.substring(ACKNOWLEDGED.length())));
        begun = Optional.empty();
      }
    }
    return begun;
  }
}
