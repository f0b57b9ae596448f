package dev.thaw.demo.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.demo.strokes.Bounds;
import dev.thaw.demo.strokes.StrokeMaps;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InkTest {
  private static final long SEED = 4_004;

  @Test
  void strokesAreReadInOrder() {
    Ink ink = Ink.of(List.of(new float[] {1, -2, 3, -4}, new float[] {5, -6}));
    assertThat(ink.drawing().strokes()).hasSize(2);
    assertThat(ink.drawing().bounds()).isEqualTo(new Bounds(1, -6, 5, -2));
    assertThat(ink.rawBytes()).isEqualTo(3 * 4 + 2 * 2);
  }

  @Test
  void anEmptySheetIsNoInk() {
    assertThatThrownBy(() -> Ink.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing on the page");
    assertThatThrownBy(() -> Ink.of(List.of(new float[0], new float[0])))
        .hasMessageContaining("nothing on the page");
  }

  @Test
  void aDotIsInk() {
    Ink ink = Ink.of(List.of(new float[] {10, -10}));
    assertThat(ink.drawing().bounds().size()).isZero();
    assertFinite(StrokeMaps.rasterise(ink.drawing()));
  }

  @Test
  void tenThousandPointsAreThinnedToWhatTheModelSees() {
    System.out.println("seed " + SEED);
    float[] scribble = scribble(10_000, 1_000);
    Ink ink = Ink.of(List.of(scribble));
    assertThat(ink.rawBytes()).isEqualTo(10_000 * 4 + 2);
    assertThat(ink.drawing().strokes()).hasSize(1);
    assertThat(ink.drawing().strokes().get(0).x(0)).isEqualTo(scribble[0]);
    assertFinite(StrokeMaps.rasterise(ink.drawing()));

    Ink slow = Ink.of(List.of(line(10_000)));
    assertThat(slow.drawing().pointCount()).isBetween(150, 203);
    assertThat(slow.drawing().bounds().height()).isEqualTo(100);
  }

  @Test
  void aFewPointsStayAsTheyAre() {
    Ink ink = Ink.of(List.of(line(1_000)));
    assertThat(ink.drawing().pointCount()).isEqualTo(1_000);
  }

  @Test
  void manyPointsOnOneSpotAreADot() {
    Ink ink = Ink.of(List.of(new float[20_000]));
    assertThat(ink.drawing().bounds().size()).isZero();
    assertFinite(StrokeMaps.rasterise(ink.drawing()));
  }

  @Test
  void whatNoPenDrawsIsRefused() {
    assertThatThrownBy(() -> Ink.of(List.of(new float[] {1, 2, 3})))
        .hasMessageContaining("an x without a y");
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -10_001, 1e30f}) {
      assertThatThrownBy(() -> Ink.of(List.of(new float[] {1, bad})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("outside of the page");
    }
    assertThatThrownBy(() -> Ink.of(List.of(new float[30_000], new float[10_002])))
        .hasMessageContaining("more ink than one character can have");
  }

  private static float[] scribble(int points, float size) {
    Random random = new Random(SEED);
    float[] pairs = new float[2 * points];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = random.nextFloat() * size;
    }
    return pairs;
  }

  /** Upwards from the base line to the top line. */
  private static float[] line(int points) {
    float[] pairs = new float[2 * points];
    for (int i = 0; i < points; i++) {
      pairs[2 * i + 1] = -100f * i / (points - 1);
    }
    return pairs;
  }

  private static void assertFinite(float[] maps) {
    for (float value : maps) {
      assertThat(value).isBetween(0f, 1f);
    }
  }
}
