package dev.thaw.demo.poison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.training.CrowdRules;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.poison.Attack.Result;
import dev.thaw.demo.synthetic.SyntheticWriters;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The tables of docs/learning.md: some minutes. */
@EnabledIfSystemProperty(named = "thaw.measure", matches = "true")
class PoisonMeasureTest {
  private static final long SEED = 20_261;
  private static final int PEOPLE = 20;

  private static final List<CrowdRules> RULES =
      List.of(
          CrowdRules.NONE,
          CrowdRules.NONE.withJudgement(true),
          CrowdRules.defaults().withJudgement(false),
          CrowdRules.defaults());

  @TempDir Path directory;

  @Test
  void moreAndMoreDevicesLieAboutWritingThatTheBaseModelKnows() {
    measure(Crowd.of(people(5), 60, 62, 8), List.of(0, 2, 4, 6, 8));
  }

  @Test
  void moreAndMoreDevicesLieAboutWritingThatIsStrangeToTheBaseModel() {
    measure(Crowd.of(Slanted.all(people(4)), 40, 62, 4), List.of(0, 2, 4));
  }

  private void measure(Crowd crowd, List<Integer> numbers) {
    System.out.println("seed " + SEED + "; lie, liars: before | nothing, gate, caps, both");
    for (Lie lie : Lie.values()) {
      for (int liars : numbers) {
        Attack attack = new Attack(crowd, liars, lie, SEED);
        List<Result> results =
            RULES.stream()
                .map(r -> attack.run(directory.resolve(lie + "-" + liars + "-" + r.hashCode()), r))
                .toList();
        System.out.println(row(lie, liars, results));
        assertThat(results.get(0).run().verdict().published()).isTrue();
      }
    }
  }

  private static List<Writer> people(int perClass) {
    return new SyntheticWriters(SEED).dataset(PEOPLE, perClass).writers();
  }

  private static String row(Lie lie, int liars, List<Result> results) {
    return String.format(
        Locale.ROOT,
        "%s, %d of %d: %.1f | %s",
        lie,
        liars,
        PEOPLE,
        100 * results.get(0).before(),
        results.stream().map(PoisonMeasureTest::cell).collect(Collectors.joining(", ")));
  }

  private static String cell(Result result) {
    double change = result.run().crowd().orElseThrow().change();
    return String.format(
        Locale.ROOT,
        "%.1f%s%s",
        100 * result.after(),
        Double.isNaN(change) ? "" : String.format(Locale.ROOT, " (%+.1f)", 100 * change),
        result.run().verdict().published() ? "" : " held back");
  }
}
