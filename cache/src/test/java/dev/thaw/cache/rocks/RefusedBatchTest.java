package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches in a log by their sequence numbers. */
final class RefusedBatchTest {
  private static final String FAMILY = "rows";
  private static final int ROWS = 400;

  @TempDir private Path directory;

  @Test
  void whateverIsLaterThanASequenceNumberIsCutOffAndNothingElse() throws IOException {
    Random sizes = new Random(1);
    write(sizes);
    Path log = log();
    byte[] whole = Files.readAllBytes(log);
    for (long last : new long[] {0, 1, 2, 77, ROWS - 1, ROWS, ROWS + 1}) {
      Files.write(log, whole);
      DatabaseFiles.cutRefused(directory, last);
      assertThat(new LogFile(Files.readAllBytes(log)).damagedAt()).isEmpty();
      try (RocksDatabase database = RocksDatabase.openReadOnly(directory, RocksSettings.SMALL)) {
        for (int n = 1; n <= ROWS; n++) {
          assertThat(database.get(FAMILY, key(n)).isPresent())
              .as("row %d, last %d", n, last)
              .isEqualTo(n <= last);
        }
      }
    }
  }

  /** Each row is a batch, and the number of the row is that of the batch: from 1 on. */
  private void write(Random sizes) {
    try (RocksDatabase database =
        RocksDatabase.open(directory, List.of(FAMILY), RocksSettings.LARGE)) {
      for (int n = 1; n <= ROWS; n++) {
        byte[] value = new byte[n % 40 == 7 ? 70_000 : sizes.nextInt(1_500)];
        database.batch().put(FAMILY, key(n), value).commit(false);
      }
    }
  }

  private Path log() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  private static byte[] key(int n) {
    return StubbornWriter.key(n);
  }
}
