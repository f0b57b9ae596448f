package dev.thaw.cache;

import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.prefix;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random operations on a cache that is always too small, against {@link EvictionModel}. */
abstract class EvictionModelContract extends CacheContract {
  private static final int STEPS = 3000;
  private static final int SAMPLES = 80;
  private static final int CUTS = 4;
  private static final int[] FLOATS = {8_000, 16_000};

  private final EvictionModel model = new EvictionModel(LIMITS.activationBytes());
  private final Map<Integer, Activation> made = new HashMap<>();
  private Random random = new Random(0);

  @Test
  void whatIsEvictedIsWhatTheModelEvicts() {
    long seed = Long.getLong("thaw.seed", new Random().nextLong());
    System.out.println(getClass().getSimpleName() + ": -Dthaw.seed=" + seed);
    random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      step(step % 300 == 0 ? 20 : random.nextInt(20));
      CacheStats stats = cache.stats();
      assertThat(List.of(stats.activations(), stats.bytes(), stats.pinnedBytes()))
          .as("step %d, seed %d", step, seed)
          .containsExactly(model.rows(), model.bytes(), model.pinnedBytes());
      if (step % 100 == 0) {
        compareAll("step %d, seed %d".formatted(step, seed));
      }
    }
    assertThat(cache.stats().evicted(EvictionReason.CAPACITY)).isGreaterThan(STEPS / 10);
  }

  private void step(int kind) {
    int n = random.nextInt(random.nextBoolean() ? SAMPLES : SAMPLES / 4);
    int cut = random.nextInt(CUTS);
    switch (kind) {
      case 0, 1, 2 ->
          assertThat(cache.annotate(TASK, sample(n), 1, NOW)).isEqualTo(model.annotate(n));
      case 3, 4, 5 -> acknowledge();
      case 6 -> resend();
      case 7, 8, 9 -> get(n, cut);
      case 20 -> retain();
      default -> put(n, cut);
    }
  }

  private void put(int n, int cut) {
    int key = (n * CUTS + cut) * FLOATS.length + random.nextInt(FLOATS.length);
    Activation activation =
        made.computeIfAbsent(key, k -> activation(n, prefix(cut), cut, FLOATS[k % FLOATS.length]));
    assertThat(cache.put(activation)).isEqualTo(model.put(n, cut, ActivationRow.cost(activation)));
  }

  private void get(int n, int cut) {
    assertThat(cache.get(TASK, prefix(cut), sample(n)).isPresent()).isEqualTo(model.get(n, cut));
  }

  /** The cloud is near: few samples wait for it at a time. */
  private void acknowledge() {
    for (Pending pending : cache.outbox().peek(TASK, 0, 2)) {
      cache.outbox().acknowledge(List.of(pending.sequence()));
      model.acknowledge(number(pending));
    }
  }

  private void resend() {
    int n = random.nextInt(SAMPLES);
    cache.outbox().resend(TASK, List.of(sample(n)));
    model.resend(n);
  }

  /** Mostly everything is valid, now and then some prefix is not; the input has a bound. */
  private void retain() {
    Map<Integer, PrefixRule> rules = new HashMap<>();
    Map<Digest, PrefixRule> byPrefix = new HashMap<>();
    double cost = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      long bound = cut == 0 && random.nextBoolean() ? 300_000 : Long.MAX_VALUE;
      if (random.nextInt(8) > 0) {
        rules.put(cut, new PrefixRule(NOW, cost, bound));
        byPrefix.put(prefix(cut), new PrefixRule(NOW, cost, bound));
      }
      cost += 1e6 * random.nextInt(4);
    }
    cache.retain(TASK, byPrefix);
    model.retain(rules);
  }

  private void compareAll(String when) {
    for (int n = 0; n < SAMPLES; n++) {
      for (int cut = 0; cut < CUTS; cut++) {
        assertThat(cache.get(TASK, prefix(cut), sample(n)).isPresent())
            .as("%s, sample %d at cut %d", when, n, cut)
            .isEqualTo(model.get(n, cut));
      }
    }
    assertThat(pending()).allSatisfy(each -> assertThat(model.isPending(number(each))).isTrue());
  }

  private static int number(Pending pending) {
    return IntStream.range(0, SAMPLES)
        .filter(n -> sample(n).equals(pending.sample()))
        .findFirst()
        .orElseThrow();
  }
}
