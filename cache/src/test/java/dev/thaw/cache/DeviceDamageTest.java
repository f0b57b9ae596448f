package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.rocks.StorageException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A device's files with one bit changed: what it can make again heals, what people said refuses.
 */
final class DeviceDamageTest {
  private static final int SAMPLES = 120;
  private static final int FLIPS = 5;
  private static final byte[] LAYER = new byte[50_000];

  @TempDir private Path parent;
  private Path whole;

  @BeforeEach
  void write() {
    new Random(1).nextBytes(LAYER);
    whole = parent.resolve("whole");
    for (int run = 0; run < 2; run++) {
      try (DeviceStore store = open(whole)) {
        store.layers().put(Digest.of(LAYER), LAYER);
        store.state().put("device-id", new byte[] {1, 2, 3});
        for (int n = run * SAMPLES / 2; n < (run + 1) * SAMPLES / 2; n++) {
          store.activations().put(wanted(n));
          store.activations().annotate(TASK, sample(n), n % 9, NOW);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".+\\.sst", "\\d+\\.log", "MANIFEST-.+", "CURRENT", "IDENTITY", "OPTIONS-.+"})
  void aFlippedBitHealsOrRefusesAndNoAnnotationIsEverLost(String kind) throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Path> files = files(whole, kind);
    for (int flip = 0; flip < FLIPS; flip++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(file);
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Path copy = copyWith(file, bytes, "flip" + flip);
      String where = file.getFileName() + " at " + at + " seed " + seed;
      try (DeviceStore store = open(copy)) {
        assertThat(store.activations().outbox().peek(TASK, 0, 999)).as(where).hasSize(SAMPLES);
        readable(store, where);
      } catch (StorageException e) {
        assertThat(e).as(where).hasMessageContaining(copy.toString());
        assertThat(e).as(where).hasMessageContaining("thaw doctor");
      }
    }
  }

  @Test
  void aDamagedFileOfActivationsCostsOnlyWhatCannotBeReadAndLeavesNoFiles() throws IOException {
    Path file =
        files(whole, ".+\\.sst").stream()
            .max(java.util.Comparator.comparingLong(each -> each.toFile().length()))
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x10;
    Files.write(file, bytes);

    try (DeviceStore store = open(whole)) {
      assertThat(store.activations().outbox().peek(TASK, 0, 999)).hasSize(SAMPLES);
      assertThat(readable(store, "healed")).isBetween(SAMPLES / 2, SAMPLES);
      assertThat(store.activations().put(wanted(1_000))).isTrue();
    }
    try (DeviceStore store = open(whole)) {
      assertThat(store.activations().get(TASK, CURRENT, sample(1_000))).contains(wanted(1_000));
    }
    assertThat(files(whole, "damaged.*")).isEmpty();
  }

  /** How many samples' activations are there, each as it was put. */
  private static int readable(DeviceStore store, String where) {
    int found = 0;
    for (int n = 0; n < SAMPLES; n++) {
      var activation = store.activations().get(TASK, CURRENT, sample(n));
      if (activation.isPresent()) {
        assertThat(activation.get()).as(where).isEqualTo(wanted(n));
        found++;
      }
    }
    store.layers().get(Digest.of(LAYER)).ifPresent(layer -> assertThat(layer).isEqualTo(LAYER));
    return found;
  }

  private static Activation wanted(int n) {
    return activation(n, CURRENT, ActivationCacheContract.LARGE);
  }

  private Path copyWith(Path changed, byte[] bytes, String name) throws IOException {
    Path copy = Files.createDirectory(parent.resolve(name));
    for (Path file : files(whole, ".*")) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    Files.write(copy.resolve(changed.getFileName()), bytes);
    return copy;
  }

  private static List<Path> files(Path directory, String kind) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(f -> f.getFileName().toString().matches(kind)).sorted().toList();
    }
  }

  private static DeviceStore open(Path directory) {
    return DeviceStore.open(directory, CacheLimits.DEFAULT);
  }
}
