package dev.thaw.demo.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StrokeMapsTest {
  private static final int PLANE = 28 * 28;

  @Test
  void aPenMovingRightInksOnlyTheFirstDirection() {
    assertOnlyDirection(1, Ink.stroke(0, 0, 100, 0));
  }

  @Test
  void aPenMovingDownInksOnlyTheThirdDirection() {
    assertOnlyDirection(3, Ink.stroke(0, 0, 0, 100));
  }

  @Test
  void oppositeDirectionsAreToldApart() {
    assertOnlyDirection(5, Ink.stroke(100, 0, 0, 0));
    assertOnlyDirection(7, Ink.stroke(0, 100, 0, 0));
  }

  @Test
  void aDirectionBetweenTwoIsSplitLinearly() {
    double angle = Math.toRadians(15);
    float[] maps =
        StrokeMaps.rasterise(
            Ink.drawing(Ink.stroke(0, 0, 100 * Math.cos(angle), 100 * Math.sin(angle))));
    double right = sum(maps, 1);
    double diagonal = sum(maps, 2);
    assertThat(diagonal / (right + diagonal)).isCloseTo(15 / 45.0, within(1e-3));
  }

  @Test
  void placeAndSizeOnTheTabletDoNotMatter() {
    float[] here = StrokeMaps.rasterise(letter(1, 0, 0));
    float[] there = StrokeMaps.rasterise(letter(8, 512, -256));
    assertThat(there).usingComparatorWithPrecision(1e-3f).containsExactly(here);
  }

  @Test
  void theLongerSideFillsTwentyPixelsAndTheAspectIsKept() {
    float[] maps = StrokeMaps.rasterise(Ink.drawing(Ink.stroke(0, 0, 40, 0, 40, 10)));
    int[] columns = {27, 0};
    int[] rows = {27, 0};
    for (int i = 0; i < PLANE; i++) {
      if (maps[i] >= 0.99f) {
        columns[0] = Math.min(columns[0], i % 28);
        columns[1] = Math.max(columns[1], i % 28);
        rows[0] = Math.min(rows[0], i / 28);
        rows[1] = Math.max(rows[1], i / 28);
      }
    }
    assertThat(columns).containsExactly(3, 24);
    assertThat(rows).containsExactly(11, 16);
  }

  @Test
  void aDotIsDrawnInTheMiddle() {
    float[] maps = StrokeMaps.rasterise(Ink.drawing(Ink.stroke(7, 7)));
    assertThat(maps[13 * 28 + 13]).isGreaterThan(0.7f);
    assertThat(sum(maps, 0)).isBetween(3.0, 8.0);
    for (int direction = 1; direction <= 8; direction++) {
      assertThat(sum(maps, direction)).isZero();
    }
  }

  @Test
  void laterInkHasMoreArc() {
    float[] maps = StrokeMaps.rasterise(Ink.drawing(Ink.stroke(0, 0, 10, 0, 20, 0)));
    int middle = 13 * 28;
    float start = maps[9 * PLANE + middle + 4];
    float end = maps[9 * PLANE + middle + 23];
    assertThat(start).isLessThan(0.1f);
    assertThat(end).isGreaterThan(0.9f);
  }

  @Test
  void theWayThroughTheAirIsDrawnApart() {
    Drawing two = Ink.drawing(Ink.stroke(0, 0, 0, 20), Ink.stroke(20, 0, 20, 20));
    float[] maps = StrokeMaps.rasterise(two);
    assertThat(maps[10 * PLANE + 13 * 28 + 13]).isGreaterThan(0.5f);
    assertThat(maps[13 * 28 + 13]).isZero();
    assertThat(sum(StrokeMaps.rasterise(Ink.drawing(two.strokes().get(0))), 10)).isZero();
  }

  @Test
  void allValuesAreSharesAndNoMapExceedsTheGreyOne() {
    long seed = 11;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int n = 0; n < 200; n++) {
      float[] maps = StrokeMaps.rasterise(scribble(random));
      for (int i = 0; i < PLANE; i++) {
        assertThat(maps[i]).isBetween(0f, 1f);
        for (int map = 1; map <= 9; map++) {
          assertThat(maps[map * PLANE + i]).isBetween(0f, maps[i]);
        }
        assertThat(maps[10 * PLANE + i]).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void greyIsTheDistanceToTheNearestLine() {
    long seed = 12;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int n = 0; n < 50; n++) {
      Stroke stroke = Ink.stroke(randomPoints(random, 3));
      assertThat(StrokeMaps.rasterise(Ink.drawing(stroke)))
          .usingComparatorWithPrecision(1e-3f)
          .startsWith(reference(stroke));
    }
  }

  /** The same, pixel by pixel, without any shortcut. */
  private static float[] reference(Stroke stroke) {
    Bounds bounds = Ink.drawing(stroke).bounds();
    double scale = 20 / bounds.size();
    float[] grey = new float[PLANE];
    for (int i = 0; i < PLANE; i++) {
      double px = (i % 28 - 13.5) / scale + bounds.centreX();
      double py = (i / 28 - 13.5) / scale + bounds.centreY();
      double nearest = Double.MAX_VALUE;
      for (int k = 1; k < stroke.size(); k++) {
        nearest = Math.min(nearest, distance(px, py, stroke, k));
      }
      grey[i] = (float) Math.max(0, Math.min(1, 1.5 - nearest * scale));
    }
    return grey;
  }

  private static double distance(double px, double py, Stroke s, int k) {
    double dx = s.x(k) - s.x(k - 1);
    double dy = s.y(k) - s.y(k - 1);
    double along = ((px - s.x(k - 1)) * dx + (py - s.y(k - 1)) * dy) / (dx * dx + dy * dy);
    double t = Math.max(0, Math.min(1, along));
    return Math.hypot(px - s.x(k - 1) - t * dx, py - s.y(k - 1) - t * dy);
  }

  private static void assertOnlyDirection(int map, Stroke stroke) {
    float[] maps = StrokeMaps.rasterise(Ink.drawing(stroke));
    for (int direction = 1; direction <= 8; direction++) {
      if (direction == map) {
        assertThat(sum(maps, direction)).isCloseTo(sum(maps, 0), within(1e-2));
      } else {
        assertThat(sum(maps, direction)).as("direction %d", direction).isCloseTo(0, within(1e-2));
      }
    }
  }

  private static Drawing letter(double scale, double dx, double dy) {
    double[] xy = {0, 0, 5, 20, 10, 0, 12, 3, 2, 10};
    for (int i = 0; i < xy.length; i++) {
      xy[i] = xy[i] * scale + (i % 2 == 0 ? dx : dy);
    }
    return Ink.drawing(Ink.stroke(xy));
  }

  private static Drawing scribble(Random random) {
    return Ink.drawing(
        Ink.stroke(randomPoints(random, 1 + random.nextInt(30))),
        Ink.stroke(randomPoints(random, 1 + random.nextInt(5))));
  }

  private static double[] randomPoints(Random random, int points) {
    return random.doubles(2L * points, 0, 100).toArray();
  }

  private static double sum(float[] maps, int map) {
    double sum = 0;
    for (int i = map * PLANE; i < (map + 1) * PLANE; i++) {
      sum += maps[i];
    }
    return sum;
  }
}
