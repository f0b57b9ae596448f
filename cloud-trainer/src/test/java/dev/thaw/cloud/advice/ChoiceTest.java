package dev.thaw.cloud.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final long SEED = Long.getLong("thaw.choice.seed", System.nanoTime());

  @Test
  void theChoiceAgreesWithBruteForceOverAllDepthsWhateverTheRowsAndLimits() {
    System.out.println("ChoiceTest seed " + SEED);
    Random random = new Random(SEED);
    int chosen = 0;
    for (int i = 0; i < 3_000; i++) {
      List<DepthRow> rows = rows(random);
      AdviceLimits limits = limits(random);

      Choice choice = new Choice(limits, rows);

      OptionalInt expected = bruteForce(rows, limits);
      assertThat(choice.best().map(DepthRow::depth))
          .as("%s under %s", rows, limits)
          .isEqualTo(expected.isPresent() ? Optional.of(expected.getAsInt()) : Optional.empty());
      chosen += expected.isPresent() ? 1 : 0;
    }
    assertThat(chosen).isBetween(700, 2_999);
  }

  @Test
  void everyLimitThatARowBreaksIsNamed() {
    DepthRow row = row(3, 900, 2.5, OptionalDouble.of(0.5), 1, Optional.empty());
    AdviceLimits limits =
        new AdviceLimits(OptionalLong.of(800), OptionalDouble.of(2), OptionalDouble.of(0.6));

    Optional<String> objection = new Choice(limits, List.of(row)).judged().get(0).objection();

    assertThat(objection)
        .contains(
            "900 bytes per feature, more than 800; 2.50 ms on a device, more than 2.00;"
                + " accuracy 50.0%, below 60.0%");
  }

  @Test
  void withoutALimitOfAccuracyADepthMayBeOnePointBelowTheBest() {
    List<DepthRow> rows =
        List.of(
            row(1, 100, 1, OptionalDouble.of(0.900), 3, Optional.empty()),
            row(2, 100, 1, OptionalDouble.of(0.891), 2, Optional.empty()),
            row(3, 100, 1, OptionalDouble.of(0.889), 1, Optional.empty()));

    assertThat(new Choice(AdviceLimits.NONE, rows).best().orElseThrow().depth()).isEqualTo(2);
  }

  @Test
  void aDepthWithoutAccuracyIsNotChosenEvenIfEveryLimitIsKept() {
    DepthRow cheap =
        row(1, 1, 0.1, OptionalDouble.empty(), 0.1, Optional.of("no stored feature there"));
    DepthRow dear = row(2, 100, 1, OptionalDouble.of(0.1), 9, Optional.empty());

    assertThat(new Choice(AdviceLimits.NONE, List.of(cheap, dear)).best()).contains(dear);
    assertThat(new Choice(AdviceLimits.NONE, List.of(cheap)).best()).isEmpty();
  }

  @Test
  void theAdviceSaysWhyThereIsNoRecommendation() {
    DepthRow row = row(1, 1, 1, OptionalDouble.empty(), 1, Optional.of("no stored feature"));
    Survey.Found found = new Survey.Found(1, List.of(row), "here", "not at all");

    Advice advice = Advisor.judge("letters", AdviceLimits.NONE, found);

    assertThat(advice.recommended()).isEmpty();
    assertThat(advice.reason()).isEqualTo("there is an objection to every depth");
    assertThat(advice.rows()).containsExactly(row);
  }

  private static OptionalInt bruteForce(List<DepthRow> rows, AdviceLimits limits) {
    double best = 0;
    for (DepthRow row : rows) {
      best = Math.max(best, row.accuracy().orElse(0));
    }
    int found = -1;
    double least = Double.POSITIVE_INFINITY;
    for (DepthRow row : rows) {
      boolean allowed =
          row.accuracy().isPresent()
              && row.accuracy().getAsDouble() >= limits.minAccuracy().orElse(best - 0.01)
              && row.int8Bytes() <= limits.maxBytes().orElse(Long.MAX_VALUE)
              && row.deviceMillis() <= limits.maxDeviceMillis().orElse(1e9);
      if (allowed && row.joules() <= least) {
        least = row.joules();
        found = row.depth();
      }
    }
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }

  private static List<DepthRow> rows(Random random) {
    List<DepthRow> rows = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    for (int depth = 1; depth <= count; depth++) {
      boolean measured = random.nextInt(5) > 0;
      rows.add(
          row(
              depth,
              100 + random.nextInt(1_000),
              random.nextInt(50) / 10.0,
              measured
                  ? OptionalDouble.of(0.9 + random.nextInt(40) / 1_000.0)
                  : OptionalDouble.empty(),
              random.nextInt(20) / 10.0,
              measured ? Optional.empty() : Optional.of("nothing stored")));
    }
    return rows;
  }

  private static AdviceLimits limits(Random random) {
    return new AdviceLimits(
        random.nextBoolean() ? OptionalLong.of(1 + random.nextInt(1_200)) : OptionalLong.empty(),
        random.nextBoolean()
            ? OptionalDouble.of(0.1 + random.nextInt(50) / 10.0)
            : OptionalDouble.empty(),
        random.nextBoolean()
            ? OptionalDouble.of(0.9 + random.nextInt(50) / 1_000.0)
            : OptionalDouble.empty());
  }

  static DepthRow row(
      int depth,
      double int8Bytes,
      double deviceMillis,
      OptionalDouble accuracy,
      double joules,
      Optional<String> objection) {
    return new DepthRow(
        depth,
        "layer" + depth,
        4 * int8Bytes,
        2 * int8Bytes,
        int8Bytes,
        1_000L * depth,
        deviceMillis,
        10,
        40,
        OptionalDouble.of(1),
        accuracy,
        100,
        joules,
        objection);
  }
}
