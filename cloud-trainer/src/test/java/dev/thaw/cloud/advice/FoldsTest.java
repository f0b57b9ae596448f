package dev.thaw.cloud.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FoldsTest {
  @Test
  void noDeviceIsInTwoFoldsAndEveryFeatureIsTestedOnce() {
    List<Drawn> drawn = new ArrayList<>();
    for (int device = 0; device < 12; device++) {
      drawn.addAll(of("phone" + device, 1 + 7 * device % 40));
    }

    Folds folds = Folds.of(drawn, 5);

    assertThat(folds.count()).isEqualTo(5);
    Set<String> seen = new HashSet<>();
    int tested = 0;
    for (int fold = 0; fold < folds.count(); fold++) {
      Set<String> devices = devices(folds.test(fold));
      assertThat(devices).doesNotContainAnyElementsOf(devices(folds.training(fold)));
      assertThat(seen).doesNotContainAnyElementsOf(devices);
      assertThat(folds.training(fold).size() + folds.test(fold).size()).isEqualTo(drawn.size());
      seen.addAll(devices);
      tested += folds.test(fold).size();
    }
    assertThat(tested).isEqualTo(drawn.size());
  }

  @Test
  void foldsAreAboutEquallyLargeIfDevicesAre() {
    List<Drawn> drawn = new ArrayList<>();
    for (int device = 0; device < 10; device++) {
      drawn.addAll(of("phone" + device, 20 + device));
    }

    Folds folds = Folds.of(drawn, 5);

    for (int fold = 0; fold < 5; fold++) {
      assertThat(folds.test(fold)).hasSizeBetween(47, 51);
    }
  }

  @Test
  void aSingleDeviceIsPartedSampleBySample() {
    Folds folds = Folds.of(of("phone", 13), 5);

    assertThat(folds.count()).isEqualTo(5);
    assertThat(folds.test(0)).hasSize(3);
    assertThat(folds.test(4)).hasSize(2);
    assertThat(folds.training(4)).hasSize(11);
  }

  @Test
  void withoutFeaturesThereIsNoFold() {
    assertThat(Folds.of(List.of(), 5).count()).isZero();
  }

  private static Set<String> devices(List<Drawn> drawn) {
    return drawn.stream().map(Drawn::device).collect(Collectors.toSet());
  }

  private static List<Drawn> of(String device, int count) {
    List<Drawn> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Activation activation =
          new Activation(
              "letters",
              SampleId.ofInput(Digest.of(new byte[] {(byte) i})),
              1,
              Digest.of(new byte[] {1}),
              Instant.EPOCH,
              List.of(Tensor.ofFloats(Shape.of(1), i)));
      drawn.add(new Drawn(device, new Feature(activation, 0, Instant.EPOCH)));
    }
    return drawn;
  }
}
