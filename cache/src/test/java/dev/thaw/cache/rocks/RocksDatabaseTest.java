package dev.thaw.cache.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksDatabaseTest {
  private static final List<String> FAMILIES = List.of("a", "b");

  @TempDir private Path parent;
  private int handlesBefore;
  private RocksDatabase database;

  @BeforeEach
  void open() {
    handlesBefore = RocksDatabase.liveHandles();
    database = RocksDatabase.open(directory(), FAMILIES, RocksSettings.SMALL);
  }

  @AfterEach
  void close() {
    database.close();
    assertThat(RocksDatabase.liveHandles()).isEqualTo(handlesBefore);
  }

  @Test
  void rowsAreReadBackPerFamily() {
    database.put("a", bytes("k"), bytes("1"));
    database.put("b", bytes("k"), bytes("2"));
    database.delete("b", bytes("k"));

    assertThat(database.get("a", bytes("k"))).map(String::new).contains("1");
    assertThat(database.get("b", bytes("k"))).isEmpty();
    assertThatThrownBy(() -> database.put("c", bytes("k"), bytes("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"c\"");
  }

  @Test
  void scansShowAPrefixOrARangeInOrderAndStopOnRequest() {
    for (String key : List.of("b2", "a1", "b1", "b\u00ff", "c1")) {
      database.put("a", key.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), bytes(key));
    }

    assertThat(keys("b", 9)).containsExactly("b1", "b2", "b\u00ff");
    assertThat(keys("", 2)).containsExactly("a1", "b1");
    List<String> range = new ArrayList<>();
    database.scanRange(
        "a", bytes("a1"), bytes("b2"), (key, value) -> range.add(new String(key, UTF_8)));
    assertThat(range).containsExactly("a1", "b1");
    assertThat(database.lastKey("a", bytes("b"))).map(k -> k[1]).contains((byte) 0xFF);
    assertThat(database.lastKey("a", bytes("d"))).isEmpty();
    assertThat(database.lastKey("a", new byte[0])).map(String::new).contains("c1");
    assertThat(database.lastKey("b", new byte[] {-1})).isEmpty();
  }

  @Test
  void aScanMayChangeWhatItIsShown() {
    database.put("a", bytes("k1"), bytes("1"));
    database.put("a", bytes("k2"), bytes("1"));

    database.scan(
        "a",
        bytes("k"),
        (key, value) -> {
          database.delete("a", key);
          return true;
        });

    assertThat(keys("", 9)).isEmpty();
  }

  @Test
  void aBatchAcrossFamiliesHappensAtOnceAndSurvivesReopening() {
    Batch batch =
        database.batch().put("a", bytes("k"), bytes("1")).put("b", bytes("k"), bytes("2"));
    assertThat(database.get("a", bytes("k"))).isEmpty();
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.byteSize()).isEqualTo(4);

    batch.commit(true);
    database.close();
    database = RocksDatabase.open(directory(), List.of("b"), RocksSettings.SMALL);

    assertThat(database.get("b", bytes("k"))).map(String::new).contains("2");
  }

  @Test
  void rangesAndPrefixesAreDeletedWhole() {
    for (String key : List.of("a1", "b1", "b2", "c1", "d1")) {
      database.put("a", bytes(key), bytes("v"));
    }

    database.batch().deletePrefix("a", bytes("b")).commit(false);
    database.deleteRange("a", bytes("c"), bytes("d1"));

    assertThat(keys("", 9)).containsExactly("a1", "d1");
    assertThatThrownBy(() -> database.batch().deletePrefix("a", new byte[] {-1, -1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reclaimingGivesDiskSpaceBack() {
    byte[] value = new byte[4096];
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 2000; i++) {
      random.nextBytes(value);
      database.put("a", bytes("k%05d".formatted(i)), value);
    }
    long full = database.diskBytes();

    database.deleteRange("a", bytes("k"), bytes("l"));
    database.reclaim("a", bytes("k"), bytes("l"));

    assertThat(full).isGreaterThan(8_000_000);
    assertThat(database.diskBytes()).isLessThan(4_000_000);
  }

  @Test
  void aDirectoryThatIsOpenInThisProcessIsRefusedInOneLine() {
    assertThatThrownBy(() -> RocksDatabase.open(directory(), FAMILIES, RocksSettings.SMALL))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.IN_USE);
              assertThat(e.path()).isEqualTo(directory());
              assertThat(e)
                  .hasMessage("data directory " + directory() + ": already open in this process");
            });
    database.put("a", bytes("k"), bytes("still works"));
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    assertThatThrownBy(() -> RocksDatabase.open(file, FAMILIES, RocksSettings.SMALL))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void damagedFilesAreReportedWithTheirDirectory() throws IOException {
    database.close();
    Files.writeString(directory().resolve("CURRENT"), "MANIFEST-999999\n");

    assertThatThrownBy(() -> RocksDatabase.open(directory(), FAMILIES, RocksSettings.SMALL))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(directory().toString());
  }

  @Test
  void aClosedDatabaseSaysSoAndClosingTwiceIsHarmless() {
    database.close();
    database.close();

    assertThatThrownBy(() -> database.get("a", bytes("k")))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
  }

  @Test
  void noHandleIsLeftAfterOpeningAndClosingFiftyTimes() {
    database.close();
    for (int i = 0; i < 50; i++) {
      try (RocksDatabase each = RocksDatabase.open(directory(), FAMILIES, RocksSettings.SMALL)) {
        each.put("a", bytes("k" + i), bytes("v"));
        each.scan("a", bytes("k"), (key, value) -> false);
      }
    }
    assertThat(RocksDatabase.liveHandles()).isEqualTo(handlesBefore);
  }

  private List<String> keys(String prefix, int max) {
    List<String> keys = new ArrayList<>();
    database.scan(
        "a",
        bytes(prefix),
        (key, value) -> {
          keys.add(new String(key, java.nio.charset.StandardCharsets.ISO_8859_1));
          return keys.size() < max;
        });
    return keys;
  }

  private Path directory() {
    return parent.resolve("data").toAbsolutePath();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
