package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScrubTest {
  private static final byte[] ALL = {};

  @TempDir private Path parent;
  private RocksDatabase database;

  @BeforeEach
  void open() {
    database = RocksDatabase.open(parent, List.of("a", "b"), RocksSettings.SMALL);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void deletedRowsAreInNoFileAfterwardsAndTheOthersAre() {
    for (int row = 0; row < 40; row++) {
      database.put("a", key(row), value(row));
      database.put("b", key(100 + row), value(100 + row));
    }
    assertThat(files(id(3))).as("in the log").isTrue();
    database.scrub(Map.of("a", ALL));
    assertThat(files(id(3))).as("in a table").isTrue();
    assertThat(files(value(3))).isTrue();

    database.delete("a", key(3));
    database.deleteRange("a", key(10), key(20));
    database.delete("b", key(100));
    database.put("a", key(41), value(41));
    assertThat(files(value(15))).as("deleting alone removes nothing").isTrue();
    database.scrub(Map.of("a", ALL, "b", ALL));

    for (int gone : new int[] {3, 10, 15, 19, 100}) {
      assertThat(files(id(gone))).as("key %s", gone).isFalse();
      assertThat(files(value(gone))).as("value %s", gone).isFalse();
    }
    for (int kept : new int[] {0, 9, 20, 39, 41, 101, 139}) {
      assertThat(database.get(kept < 100 ? "a" : "b", key(kept))).contains(value(kept));
      assertThat(files(value(kept))).as("value %s", kept).isTrue();
    }
  }

  @Test
  void rowsOutsideOfThePrefixAreLeftWhereTheyAre() {
    for (int row = 0; row < 40; row++) {
      database.put("a", key(row), value(row));
    }
    database.deleteRange("a", key(10), key(20));
    database.scrub(Map.of("a", "row 01".getBytes(StandardCharsets.US_ASCII)));

    assertThat(files(value(15))).isFalse();
    assertThat(database.get("a", key(9))).contains(value(9));
    assertThat(database.get("a", key(25))).contains(value(25));
  }

  @Test
  void aScanCannotScrub() {
    database.put("a", key(1), value(1));

    assertThatThrownBy(
            () ->
                database.scan(
                    "a",
                    ALL,
                    (key, value) -> {
                      database.scrub(Map.of("a", ALL));
                      return true;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("scrubbed");
  }

  /** Whether a file has the bytes; tables are compressed, which such keys and values resist. */
  private boolean files(byte[] wanted) {
    String text = new String(wanted, StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.list(parent)) {
      return files.anyMatch(file -> read(file).contains(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sorts by number, and ends with 16 bytes that occur nowhere else. */
  private static byte[] key(int row) {
    byte[] head = "row %03d ".formatted(row).getBytes(StandardCharsets.US_ASCII);
    byte[] key = java.util.Arrays.copyOf(head, head.length + 16);
    System.arraycopy(id(row), 0, key, head.length, 16);
    return key;
  }

  /** What tables keep in one piece of a key, of which they leave out what the last one had. */
  private static byte[] id(int row) {
    return random(row, 16);
  }

  private static byte[] value(int row) {
    return random(1_000 + row, 300);
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
