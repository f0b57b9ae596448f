package dev.thaw.cache;

import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.prefix;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random operations against a model so simple that it is right at a glance. */
final class CacheModelTest {
  private static final int STEPS = 4000;
  private static final int SAMPLES = 25;
  private static final int PREFIXES = 4;

  @TempDir private Path directory;
  private RocksDatabase database;
  private ActivationCache cache;
  private Random random;

  // The model: rows by (prefix, sample), annotations in order, who is and who was acknowledged.
  private final Map<String, Activation> rows = new HashMap<>();
  private final Map<Integer, Integer> outbox = new LinkedHashMap<>();
  private final Map<Integer, Integer> acknowledged = new LinkedHashMap<>();
  private final Set<Integer> onceAcknowledged = new HashSet<>();
  private final Map<Integer, Integer> turns = new HashMap<>();
  private int lastTurn;
  private final Map<Integer, Integer> reads = new HashMap<>();
  private Map<Integer, Instant> since = new HashMap<>();

  @Test
  void theStoredCacheBehavesAsTheModel() {
    long seed = Long.getLong("thaw.seed", new Random().nextLong());
    System.out.println("CacheModelTest: -Dthaw.seed=" + seed);
    random = new Random(seed);
    reopen();
    for (int step = 0; step < STEPS; step++) {
      step();
      assertThat(cache.outbox().length()).as("step %d", step).isEqualTo(outbox.size());
      assertThat(cache.stats().activations()).as("step %d", step).isEqualTo(rows.size());
    }
    database.close();
  }

  private void step() {
    int n = random.nextInt(SAMPLES);
    int p = random.nextInt(PREFIXES);
    switch (random.nextInt(21)) {
      case 0, 1, 2, 3, 4, 5 -> put(n, p);
      case 6, 7, 8, 9, 10 -> get(n, p);
      case 11, 12, 13 -> annotate(n);
      case 14, 15 -> takeOut(true);
      case 16 -> takeOut(false);
      case 17 -> resend();
      case 18 -> rarely();
      case 19 -> checkOutbox();
      default -> checkStarts();
    }
  }

  private void put(int n, int p) {
    Instant when = NOW.plusSeconds(random.nextInt(10));
    Activation activation = Samples.at(Samples.activation(n, prefix(p), 8 + p), when);
    boolean outdated = since.containsKey(p) && when.isBefore(since.get(p));
    assertThat(cache.put(activation)).isEqualTo(!outdated);
    if (!outdated) {
      rows.put(p + "/" + n, activation);
    }
  }

  private void get(int n, int p) {
    Activation expected = rows.get(p + "/" + n);
    assertThat(cache.get(TASK, prefix(p), sample(n)).orElse(null)).isEqualTo(expected);
    if (expected != null) {
      reads.merge(n, 1, Integer::sum);
    }
  }

  private void annotate(int n) {
    int label = random.nextInt(62);
    boolean known = outbox.containsKey(n) || hasRows(n);
    assertThat(cache.annotate(TASK, sample(n), label, NOW)).isEqualTo(known);
    if (known) {
      outbox.remove(n);
      acknowledged.remove(n);
      outbox.put(n, label);
      turns.put(n, ++lastTurn);
    }
  }

  private void takeOut(boolean acknowledge) {
    List<Pending> some = new ArrayList<>(cache.outbox().peek(TASK, 0, 3));
    some.removeIf(each -> random.nextBoolean());
    List<Long> sequences = some.stream().map(Pending::sequence).toList();
    int taken =
        acknowledge ? cache.outbox().acknowledge(sequences) : cache.outbox().drop(sequences);
    assertThat(taken).isEqualTo(some.size());
    for (Pending pending : some) {
      int n = number(pending);
      int label = outbox.remove(n);
      onceAcknowledged.remove(n);
      if (acknowledge && hasRows(n)) {
        acknowledged.put(n, label);
        onceAcknowledged.add(n);
      }
      forgetIfGone(n);
    }
  }

  private void resend() {
    List<Integer> some = random.ints(0, SAMPLES).distinct().limit(8).boxed().toList();
    List<SampleId> unknown =
        some.stream()
            .filter(n -> !outbox.containsKey(n) && !acknowledged.containsKey(n))
            .map(Samples::sample)
            .toList();
    assertThat(cache.outbox().resend(TASK, some.stream().map(Samples::sample).toList()))
        .isEqualTo(unknown);
    for (int n :
        some.stream()
            .filter(acknowledged::containsKey)
            .sorted(Comparator.comparing(turns::get))
            .toList()) {
      outbox.put(n, Objects.requireNonNull(acknowledged.remove(n)));
      turns.put(n, ++lastTurn);
    }
  }

  private void rarely() {
    switch (random.nextInt(4)) {
      case 0 -> retain();
      case 1 -> evictNeverAnnotated();
      case 2 -> reopen();
      default -> {}
    }
  }

  private void retain() {
    since = new HashMap<>();
    Map<Digest, PrefixRule> valid = new HashMap<>();
    for (int p = 0; p < PREFIXES; p++) {
      if (random.nextInt(4) > 0) {
        since.put(p, NOW.plusSeconds(random.nextInt(4)));
        valid.put(prefix(p), new PrefixRule(since.get(p), random.nextInt(3)));
      }
    }
    int before = rows.size();
    rows.entrySet().removeIf(each -> !stays(each.getKey(), each.getValue()));
    assertThat(cache.retain(TASK, valid)).isEqualTo(before - rows.size());
    forgetGone();
  }

  private boolean stays(String key, Activation activation) {
    Instant start = since.get(Integer.parseInt(key.substring(0, key.indexOf('/'))));
    return start != null && !activation.createdAt().isBefore(start);
  }

  private void evictNeverAnnotated() {
    int before = rows.size();
    rows.keySet()
        .removeIf(
            key -> {
              int n = Integer.parseInt(key.substring(key.indexOf('/') + 1));
              boolean annotated = outbox.containsKey(n) || acknowledged.containsKey(n);
              return !annotated && reads.getOrDefault(n, 0) < 2;
            });
    assertThat(cache.evictNeverAnnotated()).isEqualTo(before - rows.size());
    forgetGone();
  }

  private void reopen() {
    if (database != null) {
      database.close();
    }
    database = RocksDatabase.open(directory, RocksActivationCache.FAMILIES, RocksSettings.SMALL);
    cache = RocksActivationCache.open(database, ActivationCacheContract.LIMITS);
    reads.clear();
    since.clear();
  }

  private void checkOutbox() {
    List<Pending> all = cache.outbox().peek(TASK, 0, Integer.MAX_VALUE);
    assertThat(all).extracting(CacheModelTest::number).containsExactlyElementsOf(outbox.keySet());
    assertThat(all).extracting(Pending::label).containsExactlyElementsOf(outbox.values());
    for (Pending pending : all) {
      assertThat(pending.again()).isEqualTo(onceAcknowledged.contains(number(pending)));
    }
    assertThat(all).isSortedAccordingTo(Comparator.comparingLong(Pending::sequence));
  }

  /** The model's prefixes stand for the cuts of one model, the first for cut 0. */
  private void checkStarts() {
    int[][] expected = new int[PREFIXES][PREFIXES];
    for (int n = 0; n < SAMPLES; n++) {
      boolean annotated = outbox.containsKey(n) || acknowledged.containsKey(n);
      for (int cut = 0; annotated && cut < PREFIXES; cut++) {
        int deepest = cut;
        while (deepest >= 0 && !rows.containsKey(deepest + "/" + n)) {
          deepest--;
        }
        if (deepest >= 0) {
          expected[cut][deepest]++;
        }
      }
    }
    List<Digest> prefixes = IntStream.range(0, PREFIXES).mapToObj(Samples::prefix).toList();
    assertThat(cache.starts(TASK, prefixes)).isDeepEqualTo(expected);
  }

  private void forgetGone() {
    for (int n = 0; n < SAMPLES; n++) {
      forgetIfGone(n);
    }
  }

  private void forgetIfGone(int n) {
    if (!hasRows(n)) {
      acknowledged.remove(n);
      if (!outbox.containsKey(n)) {
        reads.remove(n);
        onceAcknowledged.remove(n);
      }
    }
  }

  private boolean hasRows(int n) {
    return rows.keySet().stream().anyMatch(key -> key.endsWith("/" + n));
  }

  private static int number(Pending pending) {
    for (int n = 0; n < SAMPLES; n++) {
      if (sample(n).equals(pending.sample())) {
        return n;
      }
    }
    throw new AssertionError(pending);
  }
}
