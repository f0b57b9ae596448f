package dev.thaw.demo.poison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.training.CrowdRules;
import dev.thaw.demo.poison.Attack.Result;
import dev.thaw.demo.synthetic.SyntheticWriters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fifth of the devices lie, each of them in five times as many samples as an honest one uploads.
 * Everybody writes with a strong slant, so that a global head has something to gain.
 */
class PoisonTest {
  private static final long SEED = 20_261;
  private static final int PEOPLE = 15;
  private static final int LIARS = 3;
  private static final CrowdRules GATE_ALONE = CrowdRules.NONE.withJudgement(true);

  /** The head that the liars spoil is worse by so much than the one before, for the honest. */
  private static final double SPOILED = 0.1;

  private static Crowd crowd = new Crowd(List.of());

  @TempDir Path directory;

  @BeforeAll
  static void write() {
    System.out.println("seed " + SEED);
    crowd =
        Crowd.of(
            Slanted.all(new SyntheticWriters(SEED).dataset(PEOPLE, 4).writers()), 40, 40, LIARS);
  }

  @Test
  void withoutRulesAFloodOfAgreedLiesSpoilsTheHeadOfEverybody() {
    Result result = run(Lie.PERMUTED, CrowdRules.NONE);

    assertThat(result.run().verdict().published()).isTrue();
    assertThat(result.after()).isLessThan(result.before() - SPOILED);
  }

  @Test
  void theHonestDevicesHoldBackAHeadThatIsSpoiled() {
    Result result = run(Lie.PERMUTED, GATE_ALONE);

    assertThat(result.run().verdict().published()).isFalse();
    assertThat(result.run().verdict().reason())
        .startsWith("it would do harm: on held-out samples the typical one of 15 devices loses");
    assertThat(result.run().crowd().orElseThrow().change()).isLessThan(-SPOILED);
    assertThat(result.after()).as("the head before stays").isEqualTo(result.before());
  }

  @Test
  void aHeadIsPublishedInSpiteOfLiesThatAreDiluted() {
    Result result = run(Lie.RANDOM, CrowdRules.defaults());

    assertThat(result.run().verdict().published()).as("%s", result.run().verdict()).isTrue();
    assertThat(result.run().crowd().orElseThrow().capped()).isEqualTo(LIARS);
    assertThat(result.after()).isGreaterThan(result.before());
  }

  private Result run(Lie lie, CrowdRules rules) {
    Result result = new Attack(crowd, LIARS, lie, SEED).run(directory, rules);
    System.out.printf(
        "%s, %s: %.3f before, %.3f after, %s%n",
        lie, rules, result.before(), result.after(), result.run().verdict());
    return result;
  }
}
