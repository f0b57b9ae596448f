package dev.thaw.cloud.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.SettableClock;
import dev.thaw.cloud.audit.AuditEntry.Fact;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.Column;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir Path dir;
  private final SettableClock clock = new SettableClock(NOON);
  private CloudDatabase database;
  private AuditLog log;

  @BeforeEach
  void open() {
    database = CloudDatabase.open(dir);
    log = AuditLog.open(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void changeAndItsOutcomeAreOneNewestFirst() {
    long first = log.add(fact("a", "asked"));
    long second = log.add(fact("b", "asked"));
    log.end(first, fact("a", "done"));

    assertThat(log.changes(Instant.EPOCH, 10))
        .extracting(change -> change.asked().id())
        .containsExactly(second, first);
    assertThat(log.changes(Instant.EPOCH, 10).get(1).outcome().map(e -> e.fact().outcome()))
        .contains("done");
    assertThat(log.changes(Instant.EPOCH, 10).get(0).outcome()).isEmpty();
    assertThat(log.changes(Instant.EPOCH, 1)).hasSize(1);
  }

  @Test
  void onlyWhatCameSinceIsShown() {
    log.add(fact("early", "asked"));
    clock.advance(Duration.ofHours(1));
    log.add(fact("late", "asked"));

    assertThat(log.changes(NOON.plusSeconds(1), 10))
        .extracting(change -> change.asked().fact().target())
        .containsExactly("late");
  }

  @Test
  void chainGoesOnAfterARestart() {
    fill(3);
    database.close();
    open();
    fill(2);

    assertThat(log.verify())
        .isInstanceOfSatisfying(
            Verification.Intact.class, intact -> assertThat(intact.entries()).isEqualTo(5));
  }

  @Test
  void emptyLogIsIntact() {
    assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
    assertThat(log.changes(Instant.EPOCH, 10)).isEmpty();
  }

  @Test
  void everyAlteredByteShows() {
    fill(3);
    byte[] row = stored(2);
    for (int i = 0; i < row.length; i++) {
      byte[] altered = row.clone();
      altered[i] ^= 1;
      put(2, altered);
      assertThat(log.verify()).as("byte %d", i).isInstanceOf(Verification.Broken.class);
    }
    put(2, row);
    assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
  }

  @Test
  void removedEntriesShow() {
    fill(4);
    database.changes().delete(Column.AUDIT, key(2)).commit();
    assertThat(log.verify()).isEqualTo(new Verification.Broken(2, "it is missing"));
  }

  @Test
  void entriesCutOffOrAlteredAtTheEndShowToTheProcessThatWroteThem() {
    fill(3);
    byte[] last = stored(3);
    byte[] altered = last.clone();
    altered[altered.length - 1] ^= 1;
    put(3, altered);
    assertThat(log.verify()).isInstanceOf(Verification.Broken.class);
    database.changes().delete(Column.AUDIT, key(3)).commit();
    assertThat(log.verify()).isEqualTo(new Verification.Broken(3, "it is missing"));
  }

  @Test
  void entriesSwappedShow() {
    fill(4);
    byte[] two = stored(2);
    put(2, stored(3));
    put(3, two);
    assertThat(log.verify()).isInstanceOf(Verification.Broken.class);
  }

  @Test
  void storedFormatStaysAsItIs() {
    log.add(new Fact("ida", "admin", "POST /x", "y", "b", "", "asked"));

    assertThat(HexFormat.of().formatHex(stored(1)))
        .isEqualTo(
            "01"
                + "0000000000000001"
                + "00".repeat(32)
                + "00000000697deec0"
                + "00000000"
                + "00"
                + "00000003"
                + "696461"
                + "00000005"
                + "61646d696e"
                + "00000007"
                + "504f5354202f78"
                + "00000001"
                + "79"
                + "00000001"
                + "62"
                + "00000000"
                + "00000005"
                + "61736b6564");
  }

  private void fill(int entries) {
    for (int i = 0; i < entries; i++) {
      log.add(fact("target " + i, "asked"));
    }
  }

  private static Fact fact(String target, String outcome) {
    return new Fact("ida", "operator", "POST /v1/admin/train", target, "v1", "", outcome);
  }

  private byte[] stored(long id) {
    return database.get(Column.AUDIT, key(id)).orElseThrow();
  }

  private void put(long id, byte[] row) {
    database.changes().put(Column.AUDIT, key(id), row).commit();
  }

  private static byte[] key(long id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
  }
}
