package dev.thaw.demo.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StrokeTest {
  @Test
  void refusesCoordinatesThatAreNotFinite() {
    assertThatThrownBy(() -> Ink.stroke(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void refusesUnequalAndEmptyCoordinates() {
    assertThatThrownBy(() -> new Stroke(new float[2], new float[3]))
        .hasMessageContaining("2 and 3");
    assertThatThrownBy(() -> new Stroke(new float[0], new float[0]))
        .hasMessageContaining("0 and 0");
  }

  @Test
  void doesNotChangeWithTheArraysItWasMadeFrom() {
    float[] x = {1, 2};
    Stroke stroke = new Stroke(x, new float[2]);
    x[0] = 9;
    assertThat(stroke.x(0)).isEqualTo(1);
  }

  @Test
  void aDrawingKnowsItsBoundsAndLength() {
    Drawing drawing = Ink.drawing(Ink.stroke(0, 0, 3, 4), Ink.stroke(-1, 10));
    assertThat(drawing.bounds()).isEqualTo(new Bounds(-1, 0, 3, 10));
    assertThat(drawing.length()).isCloseTo(5, within(1e-6f));
    assertThat(drawing.pointCount()).isEqualTo(3);
    assertThat(drawing.rawBytes()).isEqualTo(16);
  }

  @Test
  void aDrawingWithoutStrokesIsRefused() {
    assertThatThrownBy(() -> new Drawing(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
