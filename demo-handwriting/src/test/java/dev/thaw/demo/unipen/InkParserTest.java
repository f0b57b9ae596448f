package dev.thaw.demo.unipen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.strokes.Bounds;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class InkParserTest {
  @Test
  void emptyComponentsAreNotCounted() throws IOException {
    InkFile ink = parse(".PEN_DOWN", "1 2", ".PEN_UP", ".PEN_DOWN", "3 4", ".PEN_UP");
    assertThat(ink.components()).hasSize(2).allMatch(Component::down);
  }

  @Test
  void penUpsWithPointsAreCounted() throws IOException {
    InkFile ink = parse(".PEN_DOWN", "1 2", ".PEN_UP", "2 2", "3 3", ".PEN_DOWN", "3 4");
    assertThat(ink.components()).extracting(Component::down).containsExactly(true, false, true);
  }

  @Test
  void indentedKeywordsAreProse() throws IOException {
    InkFile ink = parse(".COMMENT", "  .PEN_DOWN", "  1 2 points per mm", ".PEN_DOWN", "5 6");
    assertThat(ink.components()).hasSize(1);
    assertThat(ink.components().get(0).points().x(0)).isEqualTo(5);
  }

  @Test
  void indentedPointsArePoints() throws IOException {
    InkFile ink = parse(".PEN_DOWN", "\t 81\t 428", "  82   429");
    Drawing drawing = new Drawing(List.of(ink.components().get(0).points()));
    assertThat(drawing.bounds()).isEqualTo(new Bounds(81, -429, 82, -428));
  }

  @Test
  void aThirdColumnIsTime() throws IOException {
    InkFile ink = parse(".COORD X Y T", ".PEN_DOWN", "1 2 0", "3 4 10");
    assertThat(ink.components().get(0).points().y(1)).isEqualTo(-4);
  }

  @Test
  void numbersUnderOtherKeywordsAreNoPoints() throws IOException {
    InkFile ink =
        parse(".ALPHABET_FREQ", "36 12", ".H_LINE 246", ".PEN_DOWN", "1 2", ".START_BOX", "7 8");
    assertThat(ink.components()).hasSize(1);
    assertThat(ink.components().get(0).size()).isEqualTo(1);
  }

  @Test
  void aDelayDoesNotEndAComponent() throws IOException {
    InkFile ink = parse(".PEN_DOWN", "1 2", ".DT 220", "3 4", ".PEN_UP");
    assertThat(ink.components()).hasSize(1);
    assertThat(ink.components().get(0).size()).isEqualTo(2);
  }

  @Test
  void aSinglePointAtTheOriginIsAPlaceholder() throws IOException {
    InkFile ink =
        parse(".PEN_DOWN", "0 0", ".PEN_UP", ".PEN_DOWN", "0 0", "0 1", ".PEN_DOWN", "0 3");
    assertThat(ink.components())
        .extracting(Component::isPlaceholder)
        .containsExactly(true, false, false);
  }

  @Test
  void includedInkStandsWhereItIsIncluded() throws IOException {
    InkFile other =
        new InkFile("other", "ann", List.of(new Component(true, new Stroke(f(9), f(9)))));
    InkParser parser = new InkParser(path -> other);
    String text = ".PEN_DOWN\n1 1\n.INCLUDE a/b.dat\n.PEN_DOWN\n2 2\n";
    InkFile ink = parser.parse("p", new BufferedReader(new StringReader(text)));
    assertThat(ink.components()).extracting(c -> c.points().x(0)).containsExactly(1f, 9f, 2f);
    assertThat(ink.writerId()).isEqualTo("ann");
  }

  private static float[] f(float value) {
    return new float[] {value};
  }

  private static InkFile parse(String... lines) throws IOException {
    InkParser parser =
        new InkParser(
            path -> {
              throw new AssertionError("nothing to include: " + path);
            });
    return parser.parse("p", new BufferedReader(new StringReader(String.join("\n", lines))));
  }
}
