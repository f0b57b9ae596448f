package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.registry.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpinionTest {
  private static final Verdict COVERED = new Verdict.Published("all covered");

  @Test
  void aHeadThatIsBetterForTheTypicalDeviceIsPublishedAndTheReasonSaysByHowMuch() {
    Verdict verdict = Jury.verdict(COVERED, Opinion.of(List.of(0.1, 0.2, 0.0, 0.3, -0.9)));

    assertThat(verdict)
        .isEqualTo(
            new Verdict.Published(
                "all covered; on held-out samples the typical one of 5 devices gains 10.0 points"
                    + " (3 better, 1 worse)"));
  }

  @Test
  void aHeadThatIsWorseForTheTypicalDeviceIsHeldBackAndTheReasonSaysByHowMuch() {
    Verdict verdict = Jury.verdict(COVERED, Opinion.of(List.of(-0.1, -0.2, 0.0, -0.3, 0.9)));

    assertThat(verdict)
        .isEqualTo(
            new Verdict.HeldBack(
                "it would do harm: on held-out samples the typical one of 5 devices loses 10.0"
                    + " points (1 better, 3 worse)"));
  }

  @Test
  void aFifthOfTheDevicesNeitherPushesThroughAHarmNorStopsAGain() {
    assertThat(Opinion.of(crowd(16, -0.05, 4, 1.0)).change()).isCloseTo(-0.05, within(1e-9));
    assertThat(Opinion.of(crowd(16, 0.05, 4, -1.0)).change()).isCloseTo(0.05, within(1e-9));
  }

  @Test
  void fourInTenCan() {
    assertThat(Opinion.of(crowd(12, -0.05, 8, 1.0)).isHarm()).isFalse();
  }

  @Test
  void withoutAJuryTheReasonSaysSo() {
    assertThat(Jury.tooFew(COVERED).reason())
        .isEqualTo("all covered; not judged, for fewer than 5 devices hold out samples");
    Verdict heldBack = new Verdict.HeldBack("training diverged");
    assertThat(Jury.tooFew(heldBack)).isEqualTo(heldBack);
  }

  private static List<Double> crowd(int honest, double change, int liars, double lie) {
    List<Double> changes = new ArrayList<>(Collections.nCopies(honest, change));
    changes.addAll(Collections.nCopies(liars, lie));
    return changes;
  }
}
