package dev.thaw.demo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Real people's writing through the browser: each practises a text, then writes as many characters
 * more. The app goes on learning all the time, and judges each character before it learns from it.
 * {@code -Dthaw.measure=true} takes five people and holds the app to its target.
 */
class LearningIT extends AppFixture {
  private static final boolean MEASURED = Boolean.getBoolean("thaw.measure");
  private static final int PEOPLE = MEASURED ? 5 : 1;
  private static final int LENGTH = MEASURED ? 60 : 40;
  private static final double TARGET = 0.75;

  /** What was not recognised of one person's practice and of what came after. */
  private record Errors(String writer, Wrong practice, Wrong after, long version) {
    /** Of what came after the practice; 1 if neither model was ever wrong. */
    double ratio() {
      return after.general() == after.own() ? 1 : (double) after.own() / after.general();
    }

    @Override
    public String toString() {
      return "%-24s practice: general %2d, own %2d; after: general %2d, own %2d; version %d"
          .formatted(
              writer, practice.general(), practice.own(), after.general(), after.own(), version);
    }
  }

  /** Characters that each of the two models got wrong. */
  private record Wrong(int general, int own) {
    Wrong minus(Wrong before) {
      return new Wrong(general - before.general, own - before.own);
    }
  }

  @Test
  void whoPractisesIsUnderstoodBetterAfterwards() {
    List<PractisedText> texts = RealHands.practised(PEOPLE, LENGTH);
    List<Errors> all = texts.stream().map(LearningIT::write).toList();
    double pooled = pooled(all);
    double mean = all.stream().mapToDouble(Errors::ratio).average().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%d + %d characters of %d people, errors of the own model to those of the general one:"
            + " %.3f of all, %.3f on average%n",
        LENGTH,
        LENGTH,
        PEOPLE,
        pooled,
        mean);
    assertThat(all).hasSize(PEOPLE);
    if (MEASURED) {
      assertThat(List.of(pooled, mean)).allMatch(ratio -> ratio <= TARGET);
    }
  }

  private static Errors write(PractisedText text) {
    WritingPage page = newPerson();
    practise(page, text.practice());
    Wrong practice = wrong(page);
    save(page, text.after());
    Wrong both = wrong(page);
    agreesWithTheOperator(page);
    Errors errors = new Errors(text.writer(), practice, both.minus(practice), page.version());
    System.out.println(errors);
    return errors;
  }

  private static void agreesWithTheOperator(WritingPage page) {
    page.awaitLeft(2 * LENGTH);
    assertThat(app.features(page.device())).isEqualTo(2 * LENGTH);
    page.awaitVersion(1);
    page.browser().until("the cloud's version", () -> app.version(page.device()) == page.version());
  }

  /** From the shares that the page shows, which are of all that was saved. */
  private static Wrong wrong(WritingPage page) {
    return new Wrong(
        wrong(page.saved(), page.accuracyGeneral()), wrong(page.saved(), page.accuracyMine()));
  }

  private static int wrong(int saved, String share) {
    return (int) Math.round(saved * (1 - Double.parseDouble(share)));
  }

  private static double pooled(List<Errors> all) {
    double own = all.stream().mapToInt(errors -> errors.after().own()).sum();
    return own / all.stream().mapToInt(errors -> errors.after().general()).sum();
  }
}
