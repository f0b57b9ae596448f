package dev.thaw.cache.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of file of a database with one bit changed, and logs that a killed process left. */
final class DamagedFileTest {
  private static final List<String> FAMILIES = List.of("a", "b");
  private static final int ROWS = 300;
  private static final int FLIPS = 6;

  @TempDir private Path parent;
  private Path whole;

  @BeforeEach
  void write() {
    whole = parent.resolve("whole");
    for (int from = 0; from < ROWS; from += ROWS / 2) {
      try (RocksDatabase database = open(whole)) {
        for (int n = from; n < from + ROWS / 2; n++) {
          database.batch().put(family(n), key(n), value(n)).commit(true);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".+\\.sst",
        "\\d+\\.log",
        "MANIFEST-.+",
        "CURRENT",
        "IDENTITY",
        "OPTIONS-.+",
        "LOG.*"
      })
  void aFlippedBitIsHarmlessOrRefusedAndNeverMakesRowsWrongOrLost(String kind) throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Path> files = files(kind);
    assertThat(files).isNotEmpty();
    for (int flip = 0; flip < FLIPS; flip++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(file);
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Path copy = copyWith(file, bytes, "flip" + flip);
      assertAllOrRefused(copy, file.getFileName() + " at " + at + " seed " + seed);
    }
  }

  @Test
  void everyFlippedBitOfALogHeaderIsRefusedAtOnce() throws IOException {
    Path log = files("\\d+\\.log").get(0);
    byte[] bytes = Files.readAllBytes(log);
    int headerOfAnyBlock = 32 << 10;
    assertThat(bytes.length).isGreaterThan(headerOfAnyBlock + 7);
    for (int at : new int[] {0, headerOfAnyBlock}) {
      for (int bit = 0; bit < 7 * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[at + bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(new LogFile(flipped).damagedAt()).as("bit %d", bit).contains((long) at);
      }
    }
  }

  @Test
  void whatAKilledProcessLeftUnfinishedAtTheEndIsNoDamage() throws IOException {
    Path log = files("\\d+\\.log").get(0);
    byte[] bytes = Files.readAllBytes(log);
    assertThat(new LogFile(bytes).damagedAt()).isEmpty();
    for (int cut = 1; cut < 400; cut++) {
      byte[] torn = Arrays.copyOf(bytes, bytes.length - cut);
      assertThat(new LogFile(torn).damagedAt()).as("%d bytes less", cut).isEmpty();
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 50_000);
    assertThat(new LogFile(longer).damagedAt()).as("zeros behind the end").isEmpty();
    try (RocksDatabase database =
        open(copyWith(log, Arrays.copyOf(bytes, bytes.length - 20), "torn"))) {
      assertThat(database.get(family(ROWS - 2), key(ROWS - 2))).contains(value(ROWS - 2));
      assertThat(database.get(family(ROWS - 1), key(ROWS - 1))).isEmpty();
    }
  }

  @Test
  void aDatabaseWithoutItsCurrentFileDoesNotBeginAnew() throws IOException {
    Files.delete(whole.resolve("CURRENT"));

    assertThatThrownBy(() -> open(whole))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("CURRENT is missing")
        .hasMessageContaining("thaw doctor");
  }

  private static void assertAllOrRefused(Path directory, String where) {
    try (RocksDatabase database = open(directory)) {
      for (int n = 0; n < ROWS; n++) {
        assertThat(database.get(family(n), key(n))).as(where).contains(value(n));
      }
    } catch (StorageException e) {
      assertThat(e.kind()).as(where).isEqualTo(Kind.CORRUPT);
      assertThat(e).as(where).hasMessageContaining(directory.toString());
      assertThat(e).as(where).hasMessageContaining("thaw doctor");
    }
  }

  private List<Path> files(String kind) throws IOException {
    try (Stream<Path> all = Files.list(whole)) {
      return all.filter(f -> f.getFileName().toString().matches(kind)).sorted().toList();
    }
  }

  private Path copyWith(Path changed, byte[] bytes, String name) throws IOException {
    Path copy = Files.createDirectory(parent.resolve(name));
    try (Stream<Path> all = Files.list(whole)) {
      for (Path file : all.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.write(copy.resolve(changed.getFileName()), bytes);
    return copy;
  }

  private static RocksDatabase open(Path directory) {
    return RocksDatabase.open(directory, FAMILIES, RocksSettings.LARGE);
  }

  private static String family(int n) {
    return FAMILIES.get(n % 2);
  }

  private static byte[] key(int n) {
    return "k%04d".formatted(n).getBytes(UTF_8);
  }

  private static byte[] value(int n) {
    byte[] value = new byte[n % 7 == 0 ? 3000 : 100];
    new Random(n).nextBytes(value);
    return value;
  }
}
