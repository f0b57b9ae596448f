package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.cache.rocks.StorageException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored bytes that are not what was written: activations heal, annotations refuse. */
final class CacheDamageTest {
  private static final byte[] KEY =
      Keys.activation(new RowKey(new SampleKey(TASK, sample(1)), CURRENT));

  @TempDir private Path directory;
  private RocksDatabase database;
  private RocksActivationCache cache;

  @BeforeEach
  void open() {
    database = RocksDatabase.open(directory, RocksActivationCache.FAMILIES, RocksSettings.SMALL);
    cache = RocksActivationCache.open(database, ActivationCacheContract.LIMITS);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aFlippedByteIsAMissACounterAndADelete() {
    cache.put(activation(1));
    cache.annotate(TASK, sample(1), 5, NOW);
    flip(40);
    reopen();

    assertThat(cache.get(TASK, CURRENT, sample(1))).isEmpty();

    assertThat(cache.stats().evicted(EvictionReason.CORRUPT)).isEqualTo(1);
    assertThat(cache.stats().misses()).isEqualTo(1);
    assertThat(database.get(RocksRows.ACTIVATIONS, KEY)).isEmpty();
    assertThat(cache.outbox().peek(TASK, 0, 9)).extracting(Pending::label).containsExactly(5);
    cache.put(activation(1));
    assertThat(cache.get(TASK, CURRENT, sample(1))).contains(activation(1));
  }

  @Test
  void aRowOfAnUnknownVersionIsDeletedOnOpening() {
    cache.put(activation(1));
    cache.put(activation(2));
    flip(0);
    database.put(RocksRows.ACTIVATIONS, new byte[] {1, 2, 3}, new byte[100]);
    reopen();

    assertThat(cache.stats().evicted(EvictionReason.CORRUPT)).isEqualTo(2);
    assertThat(cache.stats().activations()).isEqualTo(1);
    assertThat(cache.get(TASK, CURRENT, sample(2))).contains(activation(2));
  }

  @Test
  void aDamagedAnnotationIsReportedNotDropped() {
    cache.put(activation(1));
    cache.annotate(TASK, sample(1), 5, NOW);
    database.put(
        RocksRows.ANNOTATIONS, Keys.annotation(new SampleKey(TASK, sample(1))), new byte[3]);

    assertThatThrownBy(this::reopen)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("annotation");
  }

  private void flip(int at) {
    byte[] row = database.get(RocksRows.ACTIVATIONS, KEY).orElseThrow();
    row[at] ^= 0x10;
    database.put(RocksRows.ACTIVATIONS, KEY, row);
  }

  private void reopen() {
    database.close();
    open();
  }
}
