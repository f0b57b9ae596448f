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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device killed at random moments, eight times over. */
final class CacheKillIT {
  private static final int CYCLES = 8;
  private static final String ANNOTATED = "annotated ";
  private static final String ACKNOWLEDGING = "acknowledging ";
  private static final String ACKNOWLEDGED = "acknowledged ";
  private static final String RESENDING = "resending ";
  private static final String RESENT = "resent ";

  @TempDir private Path parent;
  private Path directory;
  private Path libraries;

  /** What must be in the outbox, in order. */
  private final List<SampleId> expected = new ArrayList<>();

  /** What the cloud has acknowledged at least once. */
  private final Set<SampleId> acknowledged = new HashSet<>();

  private int next;

  @Test
  void everyAnnotationAndEveryResendThatReturnedIsStillThereOnceAndInOrder() throws Exception {
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
    replay(said);
    Optional<SampleId> perhapsAcknowledged = begun(said, ACKNOWLEDGING);
    Optional<SampleId> perhapsResent = begun(said, RESENDING);
    try (DeviceStore store = DeviceStore.open(directory, ActivationCacheContract.LIMITS)) {
      List<Pending> pending = store.activations().outbox().peek(TASK, 0, Integer.MAX_VALUE);
      List<SampleId> found = pending.stream().map(Pending::sample).toList();
      if (perhapsAcknowledged.isPresent() && !found.contains(perhapsAcknowledged.get())) {
        expected.remove(perhapsAcknowledged.get());
        acknowledged.add(perhapsAcknowledged.get());
      }
      perhapsResent.filter(found::contains).ifPresent(expected::add);
      if (found.size() == expected.size() + 1) {
        expected.add(sample(next++)); // annotated, and killed before it could say so
      }
      assertThat(found).as(when).containsExactlyElementsOf(expected);
      assertThat(pending)
          .as(when)
          .allMatch(each -> each.again() == acknowledged.contains(each.sample()));
      verifyActivations(store.activations());
    }
    next++;
  }

  private void verifyActivations(ActivationCache cache) {
    for (Pending pending : cache.outbox().peek(TASK, 0, Integer.MAX_VALUE)) {
      assertThat(cache.get(TASK, CURRENT, pending.sample())).isPresent();
    }
    if (expected.contains(sample(0)) || acknowledged.contains(sample(0))) {
      assertThat(cache.get(TASK, CURRENT, sample(0))).contains(activation(0, CURRENT, 400));
    } // else the first child was killed before it annotated anything
    assertThat(cache.stats().evicted(EvictionReason.CORRUPT)).isZero();
  }

  private void replay(List<String> said) {
    for (String line : said) {
      if (line.startsWith(ANNOTATED)) {
        next = Integer.parseInt(line.substring(ANNOTATED.length()));
        expected.add(sample(next++));
      } else if (line.startsWith(ACKNOWLEDGED)) {
        expected.remove(SampleId.fromHex(line.substring(ACKNOWLEDGED.length())));
        acknowledged.add(SampleId.fromHex(line.substring(ACKNOWLEDGED.length())));
      } else if (line.startsWith(RESENT)) {
        expected.add(SampleId.fromHex(line.substring(RESENT.length())));
      }
    }
  }

  /** The sample of the last thing the child said, if that is the beginning of {@code what}. */
  private static Optional<SampleId> begun(List<String> said, String what) {
    return Optional.of(said.get(said.size() - 1))
        .filter(line -> line.startsWith(what))
        .map(line -> SampleId.fromHex(line.substring(what.length())));
  }
}
