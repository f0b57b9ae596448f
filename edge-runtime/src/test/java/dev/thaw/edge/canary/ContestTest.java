package dev.thaw.edge.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.edge.canary.Disagreement.Side;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static final Digest FIRST = Digest.of(new byte[] {1});
  private static final Digest SECOND = Digest.of(new byte[] {2});
  private static final Digest BASE = Digest.of(new byte[] {3});
  private static final int GENERAL = 4;
  private static final int HEAD = 9;
  private static final int NEITHER = 11;
  private static final long SEED = 20_261;

  private final Contest contest = new Contest(BASE);
  private int samples;

  @Test
  void theHeadFallsAtTheSeventhSampleThatItAloneGotWrong() {
    for (int i = 0; i < 6; i++) {
      assertThat(contest.annotated(seen(), GENERAL, FIRST)).isTrue();
      assertThat(contest.headAnswers()).isTrue();
    }
    contest.annotated(seen(), GENERAL, FIRST);
    assertThat(contest.headAnswers()).isFalse();
    assertThat(contest.fallen()).contains(FIRST);
  }

  @Test
  void whatNobodyAnnotatesCountsForWhoAnswered() {
    for (int i = 0; i < 9; i++) {
      seen();
    }
    lose(9);
    assertThat(contest.evidence()).isEqualTo(new Evidence(9, 9));
    assertThat(contest.headAnswers()).isTrue();

    lose(30);
    assertThat(contest.headAnswers()).isFalse();
    Evidence atTheFall = contest.evidence();
    seen();
    assertThat(contest.evidence().generalRight()).isEqualTo(atTheFall.generalRight() + 1);
  }

  @Test
  void whatBothGotWrongCountsForNobody() {
    for (int i = 0; i < 20; i++) {
      contest.annotated(seen(), NEITHER, FIRST);
    }
    assertThat(contest.evidence()).isEqualTo(new Evidence(0, 0));
  }

  @Test
  void aLaterAnnotationTakesThePlaceOfAnEarlierOne() {
    SampleId sample = seen();
    contest.annotated(sample, GENERAL, FIRST);
    contest.annotated(sample, HEAD, FIRST);
    assertThat(contest.evidence()).isEqualTo(new Evidence(0, 1));
    contest.annotated(sample, GENERAL, FIRST);
    contest.annotated(sample, GENERAL, FIRST);
    assertThat(contest.evidence()).isEqualTo(new Evidence(1, 0));
  }

  @Test
  void samplesOnWhichTheyAgreedAreNone() {
    assertThat(contest.annotated(sample(77), GENERAL, FIRST)).isFalse();
    assertThat(contest.evidence()).isEqualTo(new Evidence(0, 0));
  }

  @Test
  void theNextHeadIsOnTrialUntilNothingSpeaksAgainstTheScopesHeads() {
    lose(7);
    for (int won = 0; won < 4; won++) {
      assertThat(contest.headAnswers()).as("won %s", won).isFalse();
      contest.annotated(seen(), HEAD, SECOND);
    }
    assertThat(contest.headAnswers()).isTrue();
    assertThat(contest.fallen()).isEmpty();
  }

  @Test
  void whatLiesBeforeTheWindowIsForgotten() {
    SampleId first = seen();
    for (int i = 0; i < Contest.WINDOW; i++) {
      seen();
    }
    assertThat(contest.annotated(first, GENERAL, FIRST)).isFalse();
    assertThat(contest.evidence()).isEqualTo(new Evidence(0, Contest.WINDOW));
  }

  @Test
  void itIsTheSameAfterItWasStored() {
    lose(7);
    contest.annotated(seen(), HEAD, FIRST);
    seen();
    Contest read = ContestBytes.read(ContestBytes.of(contest));
    assertThat(read.general()).isEqualTo(BASE);
    assertThat(read.headAnswers()).isFalse();
    assertThat(read.fallen()).contains(FIRST);
    assertThat(read.window()).containsExactlyElementsOf(contest.window());
    assertThat(ContestBytes.of(read)).isEqualTo(ContestBytes.of(contest));
  }

  @Test
  void bytesThatAreNotAContestAreRefused() {
    byte[] good = ContestBytes.of(contest);
    byte[] longer = java.util.Arrays.copyOf(good, good.length + 5);
    byte[] later = good.clone();
    later[0]++;
    seen();
    byte[] strange = ContestBytes.of(contest);
    strange[strange.length - 5] = 3;
    for (byte[] bad : new byte[][] {new byte[0], longer, later, strange}) {
      assertThatThrownBy(() -> ContestBytes.read(bad)).hasMessageContaining("not a contest");
    }
  }

  /** The head is exactly as good as the general model, and every sample is looked at. */
  @Test
  void aHeadThatIsNoWorseSeldomFalls() {
    Random random = new Random(SEED);
    int runs = 2_000;
    int falls = 0;
    for (int run = 0; run < runs; run++) {
      falls += fallsWithin(Contest.WINDOW, 0.5, random) > 0 ? 1 : 0;
    }
    System.out.println("falls of fair heads: " + falls + " of " + runs + ", seed " + SEED);
    assertThat(falls).isLessThan(runs / 20);
  }

  @Test
  void aHeadThatLosesFourOfFiveFallsSoon() {
    Random random = new Random(SEED);
    for (int run = 0; run < 200; run++) {
      assertThat(fallsWithin(120, 0.8, random)).as("run %s, seed %s", run, SEED).isPositive();
    }
  }

  /** At which sample a head fell that loses each with the given chance; 0 if it stood. */
  private int fallsWithin(int most, double chance, Random random) {
    Contest fresh = new Contest(BASE);
    for (int i = 1; i <= most; i++) {
      fresh.add(disagreement(sample(i), fresh.headAnswers()));
      fresh.annotated(sample(i), random.nextDouble() < chance ? GENERAL : HEAD, FIRST);
      if (!fresh.headAnswers()) {
        return i;
      }
    }
    return 0;
  }

  private void lose(int count) {
    for (int i = 0; i < count; i++) {
      contest.annotated(seen(), GENERAL, FIRST);
    }
  }

  /** Another sample that the two read differently. */
  private SampleId seen() {
    SampleId sample = sample(samples++);
    contest.add(disagreement(sample, contest.headAnswers()));
    return sample;
  }

  private static Disagreement disagreement(SampleId sample, boolean headAnswered) {
    Side silence = headAnswered ? Side.HEAD : Side.GENERAL;
    return new Disagreement(sample, GENERAL, HEAD, silence, Disagreement.NOTHING);
  }

  private static SampleId sample(int number) {
    return SampleId.ofInput(Digest.of(("sample " + number).getBytes(StandardCharsets.UTF_8)));
  }
}
