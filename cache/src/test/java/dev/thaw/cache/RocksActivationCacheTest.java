package dev.thaw.cache;

import static dev.thaw.cache.Samples.CURRENT;
import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksActivationCacheTest extends ActivationCacheContract {
  @TempDir private Path directory;
  private RocksDatabase database;

  @Override
  ActivationCache open(CacheLimits limits) {
    database = RocksDatabase.open(directory, RocksActivationCache.FAMILIES, RocksSettings.SMALL);
    return RocksActivationCache.open(database, limits);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void everythingIsFoundAgainAfterReopening() {
    ActivationCache first = reopen();
    for (int n = 0; n < 5; n++) {
      first.put(activation(n));
    }
    first.annotate(TASK, sample(3), 3, NOW);
    first.annotate(TASK, sample(1), 1, NOW);
    first.annotate(TASK, sample(2), 2, NOW);
    List<Pending> pending = first.outbox().peek(TASK, 0, 10);
    first.outbox().acknowledge(List.of(pending.get(2).sequence()));
    CacheStats before = first.stats();

    ActivationCache second = reopen();

    assertThat(second.get(TASK, CURRENT, sample(4))).contains(activation(4));
    assertThat(second.outbox().peek(TASK, 0, 10)).isEqualTo(pending.subList(0, 2));
    assertThat(second.stats().bytes()).isEqualTo(before.bytes());
    assertThat(second.stats().pinnedBytes()).isEqualTo(before.pinnedBytes());
    second.annotate(TASK, sample(4), 4, NOW);
    assertThat(second.outbox().peek(TASK, 0, 10).get(2).sequence())
        .as("sequences are never used twice, not even the acknowledged last one")
        .isGreaterThan(pending.get(2).sequence());
    assertThat(second.outbox().resend(TASK, List.of(sample(2)))).isEmpty();
    assertThat(second.outbox().length()).isEqualTo(4);
  }

  @Test
  void smallerLimitsAreMetOnOpening() {
    ActivationCache first = reopen();
    for (int n = 0; n < 350; n++) {
      first.put(activation(n, CURRENT, LARGE));
    }
    first.annotate(TASK, sample(7), 1, NOW);
    database.close();

    long quarter = LIMITS.activationBytes() / 4;
    database = RocksDatabase.open(directory, RocksActivationCache.FAMILIES, RocksSettings.SMALL);
    SampleIndex index =
        new SampleIndex(quarter, MIB, new FrequencySketch(1000), new PrefixRules(Map.of()));
    IndexLoader loader = new IndexLoader();
    new RocksRows(database).load(loader);
    loader.fill(index);

    assertThat(index.makeRoom()).hasSizeGreaterThan(240);
    assertThat(index.bytes()).isLessThanOrEqualTo(quarter);
    assertThat(index.find(new SampleKey(TASK, sample(7)))).isNotNull();
  }

  @Test
  void theHotTierStaysWithinItsShareOfMemory() {
    RocksActivationCache cache = reopen();
    for (int n = 0; n < 1000; n++) {
      cache.put(activation(n, CURRENT, LARGE));
      cache.get(TASK, CURRENT, sample(n));
    }

    assertThat(cache.hotBytes()).isBetween(1L, LIMITS.hotBytes());
  }

  private RocksActivationCache reopen() {
    database.close();
    database = RocksDatabase.open(directory, RocksActivationCache.FAMILIES, RocksSettings.SMALL);
    return RocksActivationCache.open(database, LIMITS);
  }
}
