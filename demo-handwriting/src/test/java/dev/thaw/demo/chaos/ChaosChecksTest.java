package dev.thaw.demo.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.chaos.RunResult.Disturbed;
import dev.thaw.demo.chaos.StoredFeatures.Label;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge, tried on runs that went wrong. */
class ChaosChecksTest {
  private static final SampleId ONE = sample(1);
  private static final SampleId TWO = sample(2);
  private static final List<Label> STORED = List.of(new Label(ONE, 3), new Label(TWO, 4));
  private static final DeviceScore SCORE = new DeviceScore(90, 100, 10, 8, 0);

  @Test
  void aRunWithoutLossPassesAll() {
    assertThat(failed(result(STORED, 2, "m", SCORE))).isEmpty();
  }

  @Test
  void aMissingFeatureIsFound() {
    assertThat(failed(result(STORED.subList(0, 1), 2, "m", SCORE)))
        .singleElement()
        .asString()
        .contains("in the cloud once");
  }

  @Test
  void aFeatureStoredTwiceIsFound() {
    List<Label> twice = List.of(new Label(ONE, 3), new Label(TWO, 4), new Label(TWO, 4));
    assertThat(failed(result(twice, 2, "m", SCORE))).hasSize(1);
  }

  @Test
  void anEarlierLabelIsFound() {
    List<Label> old = List.of(new Label(ONE, 3), new Label(TWO, 5));
    assertThat(failed(result(old, 2, "m", SCORE))).hasSize(1);
  }

  @Test
  void aFeatureThatWasNotTrainedOnIsFound() {
    assertThat(failed(result(STORED, 1, "m", SCORE)))
        .singleElement()
        .asString()
        .contains("training");
  }

  @Test
  void anOldManifestIsFound() {
    assertThat(failed(result(STORED, 2, "old", SCORE)))
        .singleElement()
        .asString()
        .contains("manifest");
  }

  @Test
  void aDifferentPredictionIsFound() {
    assertThat(failed(result(STORED, 2, "m", new DeviceScore(90, 100, 10, 8, 1))))
        .singleElement()
        .asString()
        .contains("bit for bit");
  }

  @Test
  void aPointOfAccuracyIsMissed() {
    assertThat(failed(result(STORED, 2, "m", new DeviceScore(89, 100, 10, 8, 0))))
        .singleElement()
        .asString()
        .contains("accuracy");
  }

  private static List<String> failed(RunResult disturbed) {
    return new ChaosChecks(disturbed, result(STORED, 2, "m", SCORE))
        .all().stream().filter(check -> !check.passed()).map(Check::what).toList();
  }

  private static RunResult result(List<Label> stored, long trained, String model, DeviceScore s) {
    return new RunResult(
        Map.of("pen", Map.of(ONE, 3, TWO, 4)),
        Map.of("pen", stored),
        Map.of("pen", trained),
        Map.of("pen", model),
        Map.of("pen", "m"),
        Map.of("pen", s),
        Tally.NONE,
        new Disturbed(1, 0, 0, 0),
        1);
  }

  private static SampleId sample(int number) {
    return SampleId.ofInput(Digest.of(new byte[] {(byte) number}));
  }
}
