package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.training.LearningCurve.Followed;
import dev.thaw.model.head.CurvePoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
  private static final Validation OUTCOME = new Validation(4, 0.25, 0.75, 0.1);

  @Test
  void theLossIsOfOneTrainingAndTheValidationOfTheOther() {
    List<CurvePoint> losses = List.of(loss(0, 3), loss(1, 2));
    List<CurvePoint> held = List.of(new CurvePoint(0, 9, 5, 0.25), new CurvePoint(1, 9, 4, 0.75));

    LearningCurve curve = LearningCurve.of(losses, Optional.of(new Followed(held, OUTCOME)));

    assertThat(curve.points())
        .containsExactly(new CurvePoint(0, 3, 5, 0.25), new CurvePoint(1, 2, 4, 0.75));
    assertThat(curve.validation()).contains(OUTCOME);
  }

  @Test
  void theLongerOfTwoTrainingsGoesOnAlone() {
    List<CurvePoint> losses = List.of(loss(0, 3));
    List<CurvePoint> held = List.of(new CurvePoint(0, 9, 5, 0.25), new CurvePoint(1, 9, 4, 0.75));

    LearningCurve curve = LearningCurve.of(losses, Optional.of(new Followed(held, OUTCOME)));

    assertThat(curve.points())
        .containsExactly(new CurvePoint(0, 3, 5, 0.25), new CurvePoint(1, Double.NaN, 4, 0.75));
    assertThat(LearningCurve.of(losses, Optional.empty()).points()).isEqualTo(losses);
  }

  @Test
  void aLongCurveKeepsItsEndsAndEvenSteps() {
    List<CurvePoint> points = IntStream.range(0, 1_001).mapToObj(i -> loss(i, i)).toList();

    List<Integer> kept =
        LearningCurve.of(points, Optional.empty()).points().stream()
            .map(CurvePoint::epoch)
            .toList();

    assertThat(kept).hasSize(LearningCurve.MAX_POINTS).startsWith(0, 5, 10).endsWith(994, 1_000);
    for (int i = 1; i < kept.size(); i++) {
      assertThat(kept.get(i) - kept.get(i - 1)).isBetween(5, 6);
    }
  }

  private static CurvePoint loss(int epoch, double loss) {
    return new CurvePoint(epoch, loss, Double.NaN, Double.NaN);
  }
}
