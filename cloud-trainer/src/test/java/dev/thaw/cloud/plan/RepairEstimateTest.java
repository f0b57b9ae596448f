package dev.thaw.cloud.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepairEstimateTest {
  private final LayeredModel model =
      LayeredModel.create(
          new TaskSpec(
              "letters", "handwriting-grey", List.of("a", "b"), List.of(Shape.of(1, 28, 28))),
          7);

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void everyWaitingSampleIsRepairedFromTheActivationThatTheDeviceReports() {
    RepairEstimate estimate =
        of(
            new RepairCounts(0, 40, 0),
            Map.of("repairable.5", 40.0, "repair.flops.5", 40.0 * model.flops(4, 5)));

    assertThat(estimate.repaired()).isEqualTo(40);
    assertThat(estimate.lost()).isZero();
    assertThat(estimate.unknown()).isZero();
    assertThat(estimate.flops()).isEqualTo(40.0 * model.flops(4, 5));
    assertThat(estimate.scratchFlops()).isEqualTo(40.0 * model.flops(0, 5));
  }

  @Test
  void samplesThatNeedNoRepairTakeTheirShareOfTheOperations() {
    RepairEstimate estimate =
        of(
            new RepairCounts(10, 20, 0),
            Map.of("repairable.5", 30.0, "repair.flops.5", 15.0 * model.flops(2, 5)));

    assertThat(estimate.flops()).isEqualTo(10.0 * model.flops(2, 5));
  }

  @Test
  void fromADepthThatTheDeviceDidNotReportOnTheNearestShallowerOneLeadsThere() {
    RepairEstimate estimate =
        of(
            new RepairCounts(0, 10, 0),
            Map.of(
                "repairable.2", 99.0,
                "repairable.3", 8.0,
                "repair.flops.3", 8.0 * model.flops(1, 3),
                "repairable.6", 10.0));

    assertThat(estimate.repaired()).isEqualTo(8);
    assertThat(estimate.lost()).isEqualTo(2);
    assertThat(estimate.flops()).isEqualTo(8.0 * model.flops(1, 5));
  }

  @Test
  void noRepairTakesMoreThanAllLayersOrLessThanNothing() {
    assertThat(flopsOf(1e30)).isEqualTo(10.0 * model.flops(0, 5));
    assertThat(flopsOf(-1e30)).isZero();
    assertThat(flopsOf(Double.NaN)).isZero();
    assertThat(of(new RepairCounts(0, 10, 0), Map.of("repairable.5", 10.0)).flops())
        .as("nothing said about operations")
        .isEqualTo(10.0 * model.flops(0, 5));
    assertThat(of(new RepairCounts(0, 10, 0), Map.of("repairable.5", -7.0)).lost()).isEqualTo(10);
  }

  @Test
  void whatTheDeviceDoesNotKeepIsLostBesidesWhatItReportedLost() {
    RepairEstimate estimate = of(new RepairCounts(0, 30, 5), Map.of("repairable.5", 12.0));

    assertThat(estimate.repaired()).isEqualTo(12);
    assertThat(estimate.lost()).isEqualTo(18 + 5);
  }

  @Test
  void samplesThatTheCloudHasAreTakenToBeKeptLikeTheOthers() {
    RepairEstimate estimate = of(new RepairCounts(40, 60, 0), Map.of("repairable.5", 70.0));

    assertThat(estimate.repaired()).isEqualTo(42);
    assertThat(estimate.lost()).isEqualTo(18);
  }

  @Test
  void ofADeviceThatReportedNothingNothingIsKnown() {
    RepairEstimate estimate = of(new RepairCounts(1, 30, 2), Map.of("battery", 0.5));

    assertThat(estimate.unknown()).isEqualTo(30);
    assertThat(estimate.repaired()).isZero();
    assertThat(estimate.lost()).isEqualTo(2);
  }

  @Test
  void ofADeviceThatKeepsNothingEverythingIsLost() {
    RepairEstimate estimate = of(new RepairCounts(0, 30, 0), Map.of("repairable.5", 0.0));

    assertThat(estimate.lost()).isEqualTo(30);
    assertThat(estimate.flops()).isZero();
  }

  private double flopsOf(double reported) {
    return of(new RepairCounts(0, 10, 0), Map.of("repairable.5", 10.0, "repair.flops.5", reported))
        .flops();
  }

  private RepairEstimate of(RepairCounts counts, Map<String, Double> status) {
    return RepairEstimate.of(counts, status, model, 5);
  }
}
