package dev.thaw.cache;

import static dev.thaw.cache.Samples.NOW;
import static dev.thaw.cache.Samples.TASK;
import static dev.thaw.cache.Samples.activation;
import static dev.thaw.cache.Samples.prefix;
import static dev.thaw.cache.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Digest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every activation cache evicts when room is needed, and in which order. */
abstract class EvictionContract extends CacheContract {
  private static final Digest INPUT = prefix(10);
  private static final Digest SHALLOW = prefix(13);
  private static final Digest DEEP = prefix(16);
  private static final List<Digest> PREFIXES = List.of(INPUT, SHALLOW, DEEP);

  @Test
  void whatIsCheapestToMakeAgainPerByteGoesFirst() {
    retain(Map.of(SHALLOW, rule(1e6), DEEP, rule(5e6)));
    scan(0, 400, 2 * LARGE, LARGE);

    assertThat(count(SHALLOW)).as("only those in the window").isBetween(20, 40);
    assertThat(count(DEEP)).isGreaterThan(250);
    assertThat(lacking(SHALLOW, 0, 360)).isEqualTo(360);
  }

  @Test
  void aDeeperActivationGoesFirstIfItIsLargerForItsCost() {
    retain(Map.of(SHALLOW, rule(4e6), DEEP, rule(5e6)));
    scan(0, 400, LARGE, 2 * LARGE);

    assertThat(count(DEEP)).as("only those in the window").isBetween(20, 40);
    assertThat(count(SHALLOW)).isGreaterThan(250);
  }

  @Test
  void activationsWithoutARuleOutliveThoseThatHaveOne() {
    retain(Map.of(SHALLOW, rule(1e12)));
    for (int n = 0; n < 200; n++) {
      cache.put(activation(n, DEEP, 6, LARGE));
    }
    for (int n = 1000; n < 1400; n++) {
      cache.put(activation(n, SHALLOW, 3, LARGE));
    }

    assertThat(lacking(DEEP, 0, 200)).isZero();
  }

  @Test
  void anAcknowledgedSampleLosesWhatItCanMakeAgainAndNothingElse() {
    retain(Map.of(SHALLOW, rule(1e6), DEEP, rule(1.05e6)));
    for (int n = 0; n < 20; n++) {
      cache.put(activation(n, SHALLOW, 3, 2 * LARGE));
      cache.put(activation(n, DEEP, 6, LARGE));
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    cache.put(activation(20, DEEP, 6, LARGE));
    cache.annotate(TASK, sample(20), 1, NOW);
    acknowledgeAll();

    scan(1000, 1500, 2 * LARGE, LARGE);

    assertThat(lacking(SHALLOW, 0, 20)).isZero();
    assertThat(lacking(DEEP, 0, 20)).isEqualTo(20);
    assertThat(lacking(DEEP, 20, 21)).as("nothing leads back to it").isZero();
    assertThat(makeable()).containsExactly(0, 20, 21);
  }

  @Test
  void whatLeadsNowhereBackGoesLastAndTheOneUsedLeastLatelyFirst() {
    retain(Map.of(SHALLOW, rule(1e6), DEEP, rule(5e6)));
    for (int n = 0; n < 100; n++) {
      cache.put(activation(n, n % 2 == 0 ? SHALLOW : DEEP, n % 2 == 0 ? 3 : 6, LARGE));
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    acknowledgeAll();
    cache.get(TASK, SHALLOW, sample(0));
    scan(1000, 1200, LARGE, LARGE);
    assertThat(makeable()).containsExactly(0, 50, 100);

    int pinned = 0;
    while (makeable().get(2) == 100 + pinned) {
      cache.put(activation(2000 + pinned, DEEP, 6, LARGE));
      assertThat(cache.annotate(TASK, sample(2000 + pinned), 1, NOW)).isTrue();
      pinned++;
    }

    assertThat(pinned).as("everything outside of the window went before").isBetween(180, 195);
    assertThat(cache.get(TASK, DEEP, sample(1))).isEmpty();
    assertThat(cache.get(TASK, SHALLOW, sample(0))).isPresent();
    assertThat(cache.outbox().resend(TASK, List.of(sample(1)))).containsExactly(sample(1));
  }

  @Test
  void newRulesPutWhatIsKeptIntoANewOrder() {
    retain(Map.of(SHALLOW, rule(1e6), DEEP, rule(5e6)));
    scan(0, 100, LARGE, LARGE);

    retain(Map.of(SHALLOW, rule(5e6), DEEP, rule(2e6)));
    scan(1000, 1200, LARGE, LARGE / 2);

    assertThat(lacking(SHALLOW, 0, 100)).isZero();
    assertThat(lacking(DEEP, 0, 100)).isEqualTo(100);
  }

  @Test
  void aPrefixsOwnBoundTakesFromNotAnnotatedSamplesFirstThenFromTheLeastLatelyUsed() {
    retain(Map.of(INPUT, rule(0, 10 * rowBytes(100)), DEEP, rule(1)));
    for (int n = 0; n < 4; n++) {
      cache.put(activation(n, INPUT, 0, 100));
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    acknowledgeAll();
    for (int n = 10; n < 16; n++) {
      cache.put(activation(n, INPUT, 0, 100));
      cache.put(activation(n, DEEP, 6, 100));
    }
    cache.get(TASK, DEEP, sample(10));

    assertThat(cache.put(activation(16, INPUT, 0, 100))).isTrue();

    assertThat(having(INPUT)).containsExactly(0, 1, 2, 3, 10, 12, 13, 14, 15, 16);
    assertThat(having(DEEP)).containsExactly(10, 11, 12, 13, 14, 15);
    assertThat(cache.stats().evicted(EvictionReason.CAPACITY)).isEqualTo(1);
  }

  @Test
  void aPrefixsOwnBoundTakesNothingFromPinnedSamplesAndRefusesWhatFindsNoRoom() {
    retain(Map.of(INPUT, rule(0, 3 * rowBytes(100)), DEEP, rule(1)));
    for (int n = 0; n < 3; n++) {
      assertThat(cache.put(activation(n, INPUT, 0, 100))).isTrue();
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    cache.put(activation(3, DEEP, 6, 100));
    cache.annotate(TASK, sample(3), 1, NOW);

    assertThat(cache.put(activation(3, INPUT, 0, 100))).as("pinned itself").isFalse();
    assertThat(cache.put(activation(4, INPUT, 0, 100))).isFalse();
    assertThat(cache.put(activation(2, INPUT, 0, 100))).as("there already").isTrue();
    assertThat(having(INPUT)).containsExactly(0, 1, 2);
    assertThat(cache.stats().evicted(EvictionReason.CAPACITY)).isEqualTo(2);

    acknowledgeAll();
    assertThat(cache.put(activation(4, INPUT, 0, 100))).as("behind the annotated").isFalse();
    cache.put(activation(5, DEEP, 6, 100));
    cache.annotate(TASK, sample(5), 1, NOW);
    assertThat(cache.put(activation(5, INPUT, 0, 100))).isTrue();
    assertThat(having(INPUT)).containsExactly(1, 2, 5);
  }

  @Test
  void aTighterBoundHoldsAtOnceAndNoBoundTakesNothing() {
    retain(Map.of(INPUT, rule(0)));
    for (int n = 0; n < 20; n++) {
      cache.put(activation(n, INPUT, 0, 100));
    }
    assertThat(having(INPUT)).hasSize(20);

    int evicted = cache.retain(TASK, Map.of(INPUT, rule(0, 5 * rowBytes(100) + 1)));

    assertThat(evicted).isEqualTo(15);
    assertThat(having(INPUT)).containsExactly(15, 16, 17, 18, 19);
    assertThat(cache.retain(TASK, Map.of(INPUT, rule(0, 0)))).isEqualTo(5);
    assertThat(cache.put(activation(1, INPUT, 0, 100))).isFalse();
    assertThat(cache.stats().samples()).isZero();
  }

  @Test
  void newcomersDisplaceTheLeastLatelyUsedAcknowledgedUpToAQuarterOfTheBound() {
    retain(Map.of(INPUT, rule(0, 8 * rowBytes(100)), DEEP, rule(1)));
    for (int n = 0; n < 8; n++) {
      cache.put(activation(n, INPUT, 0, 100));
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    assertThat(cache.put(activation(10, INPUT, 0, 100))).as("behind the pinned").isFalse();

    acknowledgeAll();
    cache.get(TASK, INPUT, sample(0));
    assertThat(cache.put(activation(10, INPUT, 0, 100))).isTrue();
    assertThat(cache.put(activation(11, INPUT, 0, 100))).isTrue();
    assertThat(having(INPUT)).containsExactly(0, 3, 4, 5, 6, 7, 10, 11);

    assertThat(cache.put(activation(12, INPUT, 0, 100))).isTrue();
    assertThat(having(INPUT)).as("a newcomer's place").containsExactly(0, 3, 4, 5, 6, 7, 11, 12);

    cache.annotate(TASK, sample(12), 1, NOW);
    cache.get(TASK, INPUT, sample(0));
    cache.put(activation(13, INPUT, 0, 100));
    assertThat(having(INPUT)).as("annotated in time").containsExactly(0, 4, 5, 6, 7, 11, 12, 13);
  }

  @Test
  void whatLeftTheWindowNotAnnotatedGoesBeforeNewcomersAndAcknowledged() {
    retain(Map.of(INPUT, rule(0, 8 * rowBytes(100)), DEEP, rule(1)));
    for (int n = 0; n < 2; n++) {
      cache.put(activation(n, INPUT, 0, 100));
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    acknowledgeAll();
    for (int n = 10; n < 15; n++) {
      cache.put(activation(n, INPUT, 0, 100));
    }
    for (int n = 2000; n < 2300; n++) {
      cache.put(activation(n, DEEP, 6, LARGE));
    }
    for (int n = 20; n < 23; n++) {
      assertThat(cache.put(activation(n, INPUT, 0, 100))).isTrue();
    }

    assertThat(having(INPUT)).containsExactly(0, 1, 12, 13, 14, 20, 21, 22);
  }

  @Test
  void annotatedSamplesAreCountedWhereTheWayToEachCutStarts() {
    cache.put(activation(1, INPUT, 0, 16));
    cache.put(activation(1, DEEP, 6, 16));
    cache.put(activation(2, SHALLOW, 3, 16));
    cache.put(activation(2, DEEP, 6, 16));
    cache.put(activation(3, DEEP, 6, 16));
    cache.put(activation(4, INPUT, 0, 16));
    cache.put(activation(5, INPUT, 0, 16));
    cache.put(activation(5, SHALLOW, 3, 16));
    for (int n : List.of(1, 2, 3, 5)) {
      cache.annotate(TASK, sample(n), 1, NOW);
    }
    cache.outbox().acknowledge(List.of(pending().get(1).sequence()));

    assertThat(cache.starts(TASK, PREFIXES))
        .isDeepEqualTo(new int[][] {{2, 0, 0}, {1, 2, 0}, {0, 1, 3}});
    assertThat(cache.starts(TASK, List.of(prefix(99), DEEP)))
        .isDeepEqualTo(new int[][] {{0, 0}, {0, 3}});
    assertThat(cache.starts("lenet", PREFIXES)).isDeepEqualTo(new int[3][3]);
    assertThat(cache.starts(TASK, List.of())).isEmpty();

    retain(Map.of(DEEP, rule(1)));
    assertThat(cache.starts(TASK, PREFIXES))
        .isDeepEqualTo(new int[][] {{0, 0, 0}, {0, 0, 0}, {0, 0, 3}});
  }

  /** For each of the prefixes, how many annotated samples could be made there. */
  private List<Integer> makeable() {
    return Arrays.stream(cache.starts(TASK, PREFIXES)).map(row -> IntStream.of(row).sum()).toList();
  }

  private void retain(Map<Digest, PrefixRule> rules) {
    cache.retain(TASK, rules);
  }

  private static PrefixRule rule(double cost) {
    return new PrefixRule(NOW, cost);
  }

  private static PrefixRule rule(double cost, long maxBytes) {
    return new PrefixRule(NOW, cost, maxBytes);
  }

  private static long rowBytes(int floats) {
    return ActivationRow.cost(activation(0, INPUT, 0, floats));
  }

  /** Samples that are predicted once, each with two activations. */
  private void scan(int from, int to, int shallowFloats, int deepFloats) {
    for (int n = from; n < to; n++) {
      cache.put(activation(n, DEEP, 6, deepFloats));
      cache.put(activation(n, SHALLOW, 3, shallowFloats));
      assertThat(cache.stats().bytes()).isLessThanOrEqualTo(LIMITS.activationBytes());
    }
  }

  private int count(Digest prefix) {
    return having(prefix).size();
  }

  private int lacking(Digest prefix, int from, int to) {
    return (int)
        IntStream.range(from, to).filter(n -> cache.get(TASK, prefix, sample(n)).isEmpty()).count();
  }

  private List<Integer> having(Digest prefix) {
    return IntStream.range(0, 2500)
        .filter(n -> cache.get(TASK, prefix, sample(n)).isPresent())
        .boxed()
        .toList();
  }
}
