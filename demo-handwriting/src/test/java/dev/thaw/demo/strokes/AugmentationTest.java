package dev.thaw.demo.strokes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Drawing LETTER =
      Ink.drawing(Ink.stroke(0, 0, 50, 200, 100, 0), Ink.stroke(20, 100, 80, 100));

  @Test
  void theSameSeedRedrawsTheSame() {
    float[] first = StrokeMaps.rasterise(new Augmentation(new Random(3)).redraw(LETTER));
    float[] second = StrokeMaps.rasterise(new Augmentation(new Random(3)).redraw(LETTER));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void strokesAndPointsStayInNumberAndOrder() {
    Drawing redrawn = new Augmentation(new Random(4)).redraw(LETTER);
    assertThat(redrawn.strokes()).hasSize(2);
    assertThat(redrawn.pointCount()).isEqualTo(LETTER.pointCount());
    assertThat(redrawn.strokes().get(0).y(1)).isGreaterThan(redrawn.strokes().get(0).y(0));
  }

  @Test
  void aRedrawnCharacterDiffersButNotMuch() {
    long seed = 5;
    System.out.println("seed " + seed);
    Augmentation augmentation = new Augmentation(new Random(seed));
    double height = 0;
    for (int i = 0; i < 500; i++) {
      Bounds bounds = augmentation.redraw(LETTER).bounds();
      assertThat(bounds.height()).isBetween(0.5f, 1.8f);
      assertThat(bounds.width()).isBetween(0.15f, 1.3f);
      height += bounds.height() / 500;
    }
    assertThat(height).isBetween(0.9, 1.15);
  }

  @Test
  void aDotStaysADot() {
    Drawing dot = new Augmentation(new Random(6)).redraw(Ink.drawing(Ink.stroke(5, 5)));
    assertThat(dot.bounds().size()).isZero();
  }

  @Test
  void penWidthsVaryAroundTheDefault() {
    Augmentation augmentation = new Augmentation(new Random(7));
    for (int i = 0; i < 100; i++) {
      assertThat(augmentation.reach()).isBetween(1.2f, 1.9f);
    }
  }
}
