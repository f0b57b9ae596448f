package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cloud.doctor.Diagnosis;
import dev.thaw.cloud.doctor.Doctor;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cloud's directory with one bit changed, in each kind of file: all is as it was, or the cloud
 * refuses and says what to do, and the doctor finds it. {@code -Dthaw.flips=200} for more of them.
 */
class BitFlipTest {
  private static final int FLIPS = Integer.getInteger("thaw.flips", 2);
  private static final Scope PHONE = new Scope.OfDevice("phone");

  @TempDir private static Path home;
  private static Path whole;
  private static Map<String, Digest> rows;
  private static List<Object> answers;

  @TempDir private Path parent;

  /** The first run's rows end up in files of rows, the second's stay in the log. */
  @BeforeAll
  static void write() throws IOException {
    whole = home.resolve("whole");
    try (CloudTrainer cloud = World.open(whole)) {
      upload(cloud, "phone", 30);
      upload(cloud, "gone", 3);
      await(cloud.train(TASK, PHONE));
      await(cloud.rotateKey());
      await(cloud.erase(new Subject(TASK, Optional.of("gone"), Optional.empty())));
    }
    try (CloudTrainer cloud = World.open(whole)) {
      upload(cloud, "tablet", 30);
      await(cloud.train(TASK, Scope.GLOBAL));
    }
    Path copy = copy(home.resolve("untouched"));
    answers = answers(copy);
    rows = rows(copy);
    assertThat(rows(whole)).as("opening changes no row").isEqualTo(rows);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db/.+\\.sst",
        "db/\\d+\\.log",
        "db/MANIFEST-\\d+",
        "db/CURRENT",
        "db/IDENTITY",
        "db/OPTIONS-\\d+",
        "db/LOG.*",
        "signing.key"
      })
  void oneFlippedBitChangesNothingOrIsRefusedWithWhatToDoAndTheDoctorFindsIt(String kind)
      throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int flip = 0; flip < FLIPS; flip++) {
      Path copy = copy(parent.resolve("flip" + flip));
      String where = flip(copy, kind, random) + " seed " + seed;
      Optional<String> refusal = refusal(copy, where);
      boolean healthy = diagnosis(copy).stream().allMatch(Diagnosis::isHealthy);
      if (refusal.isPresent()) {
        assertThat(refusal.get()).as(where).containsAnyOf("thaw doctor", "from a backup");
        assertThat(refusal.get()).as(where).contains(copy.toString());
        assertThat(healthy).as("healthy, says the doctor, %s: %s", where, refusal.get()).isFalse();
      }
    }
  }

  @Test
  void everyKindOfFileIsTried() throws IOException {
    String tried =
        "db/(.+\\.sst|\\d+\\.log|MANIFEST-\\d+|CURRENT|IDENTITY|OPTIONS-\\d+|LOG.*|LOCK)"
            + "|signing.key";
    assertThat(files(whole)).allMatch(file -> name(whole, file).matches(tried));
  }

  /** What the cloud says if it refuses; if it does not, all is as it was. */
  private static Optional<String> refusal(Path copy, String where) {
    try {
      assertThat(answers(copy)).as(where).isEqualTo(answers);
      assertThat(rows(copy)).as(where).isEqualTo(rows);
      return Optional.empty();
    } catch (CloudException | StorageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What devices and operators are told, without what the clock has a part in. */
  private static List<Object> answers(Path directory) {
    try (CloudTrainer cloud = CloudTrainer.open(World.manual(directory), Clock.systemUTC())) {
      return List.of(
          cloud.publicKey(),
          cloud.manifestFor(TASK, "phone", Optional.empty()).digest(),
          cloud.manifestFor(TASK, "tablet", Optional.empty()).digest(),
          cloud.featureCounts(TASK),
          cloud.models(TASK, Optional.empty()),
          cloud.erasureReceipts(TASK).size(),
          cloud.erasureReceipts(TASK).stream().allMatch(r -> r.isSignedBy(cloud.publicKey())));
    }
  }

  /** Of each column family the digest of all its rows. */
  private static Map<String, Digest> rows(Path directory) {
    Map<String, Digest> rows = new TreeMap<>();
    try (RocksDatabase database =
        RocksDatabase.openReadOnly(directory.resolve("db"), RocksSettings.LARGE)) {
      for (String family : database.families()) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        database.scan(
            family,
            new byte[0],
            (key, value) -> {
              all.writeBytes(key);
              all.writeBytes(value);
              return true;
            });
        rows.put(family, Digest.of(all.toByteArray()));
      }
    }
    return rows;
  }

  private static List<Diagnosis> diagnosis(Path directory) {
    return new Doctor(Clock.systemUTC()).examine(directory);
  }

  private static String flip(Path directory, String kind, Random random) throws IOException {
    List<Path> files =
        files(directory).stream().filter(file -> name(directory, file).matches(kind)).toList();
    assertThat(files).as(kind).isNotEmpty();
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    int bit = random.nextInt(Byte.SIZE);
    bytes[at] ^= (byte) (1 << bit);
    Files.write(file, bytes);
    return "bit " + bit + " of byte " + at + " of " + name(directory, file);
  }

  private static Path copy(Path copy) throws IOException {
    for (Path file : files(whole)) {
      Path target = copy.resolve(name(whole, file));
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    return copy;
  }

  /** All that are not empty. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> Files.isRegularFile(file) && size(file) > 0).sorted().toList();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path directory, Path file) {
    return directory.relativize(file).toString();
  }

  private static void upload(CloudTrainer cloud, String device, int count) {
    long first = device.hashCode() & 0xFFFF;
    await(cloud.ingest(batch(device, World.features(cloud, count, first, 0, 1, 2, 3))));
  }
}
