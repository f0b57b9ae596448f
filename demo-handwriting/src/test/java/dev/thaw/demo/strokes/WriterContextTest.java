package dev.thaw.demo.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WriterContextTest {
  private static final Drawing SMALL = Ink.box(0, 10, 10, 20);
  private static final Drawing TALL = Ink.box(0, 0, 10, 20);
  private static final Drawing HANGING = Ink.box(0, 10, 10, 30);

  private final WriterContext context = new WriterContext();

  @Test
  void ofAnUnknownWriterOnlyTheDrawingsOwnShapeIsKnown() {
    float[] scalars = context.describe(TALL);
    for (int i = 0; i < 17; i++) {
      assertThat(scalars[i]).isZero();
    }
    assertThat(scalars[17]).isLessThan(-0.5f);
    assertThat(scalars).hasSize(WriterContext.LENGTH);
  }

  @Test
  void describingChangesNothing() {
    observe(SMALL, 10);
    assertThat(context.describe(TALL)).isEqualTo(context.describe(TALL));
  }

  @Test
  void aTallCharacterStandsOutAmongSmallOnes() {
    observe(SMALL, 30);
    float[] scalars = context.describe(TALL);
    assertThat(scalars[1]).isCloseTo((float) Math.log(2), within(1e-4f));
    assertThat(scalars[4]).isCloseTo((float) Math.log(2), within(1e-4f));
    assertThat(scalars[12]).isCloseTo((float) Math.log(2), within(1e-4f));
    assertThat(scalars[6]).as("bottom").isZero();
    assertThat(scalars[7]).as("top").isCloseTo(-1, within(1e-4f));
  }

  @Test
  void aDescenderHangsBelowTheLine() {
    observe(SMALL, 30);
    float[] scalars = context.describe(HANGING);
    assertThat(scalars[6]).isCloseTo(1, within(1e-4f));
    assertThat(scalars[7]).isZero();
  }

  @Test
  void theTabletsUnitDoesNotMatter() {
    WriterContext inches = new WriterContext();
    for (int i = 0; i < 50; i++) {
      context.observe(Ink.box(0, 10 - i % 3, 10, 20));
      inches.observe(Ink.box(0, 1000 - 100 * (i % 3), 1000, 2000));
    }
    assertThat(inches.describe(Ink.box(0, 500, 700, 2000)))
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(context.describe(Ink.box(0, 5, 7, 20)));
  }

  @Test
  void noScalarCountsHowMuchWasWritten() {
    observe(SMALL, 40);
    float[] after40 = context.describe(TALL);
    observe(SMALL, 460);
    assertThat(context.describe(TALL)).isEqualTo(after40);
  }

  @Test
  void flagsAreZeroOrOneAndNeverGoBack() {
    float[] before = new float[4];
    for (int n = 0; n < 60; n++) {
      float[] scalars = context.describe(SMALL);
      for (int flag = 0; flag < 4; flag++) {
        assertThat(scalars[13 + flag]).isIn(0f, 1f).isGreaterThanOrEqualTo(before[flag]);
        before[flag] = scalars[13 + flag];
      }
      context.observe(SMALL);
    }
    assertThat(before).containsOnly(1);
  }

  @Test
  void aNewPageForgetsTheLineButNotTheSize() {
    observe(SMALL, 40);
    context.startPage();
    float[] scalars = context.describe(TALL);
    assertThat(scalars[13]).isEqualTo(1);
    assertThat(scalars[15]).isZero();
    assertThat(scalars[6]).isZero();
  }

  @Test
  void anotherLineOfThePageIsNoNeighbour() {
    observe(SMALL, 40);
    assertThat(context.describe(Ink.box(0, 110, 10, 120))[15]).isZero();
  }

  @Test
  void valuesAreBoundedWhateverIsDrawn() {
    long seed = 5;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int n = 0; n < 500; n++) {
      double size = Math.exp(random.nextGaussian() * 6);
      Drawing drawing =
          n % 7 == 0 ? Ink.drawing(Ink.stroke(size, 0)) : Ink.box(0, -size, size, size * n);
      for (float scalar : context.describe(drawing)) {
        assertThat(scalar).isBetween(-4f, 4f);
      }
      context.observe(drawing);
    }
  }

  @Test
  void withoutMemoryIsWhatAnUnknownWriterGets() {
    observe(SMALL, 40);
    assertThat(WriterContext.withoutMemory(context.describe(TALL)))
        .isEqualTo(new WriterContext().describe(TALL));
  }

  @Test
  void withShapeOfReplacesOnlyTheShape() {
    observe(SMALL, 40);
    float[] scalars = context.describe(TALL);
    float[] replaced = WriterContext.withShapeOf(SMALL, scalars);
    assertThat(replaced[17]).isZero();
    assertThat(replaced[1]).isEqualTo(scalars[1]);
    assertThat(WriterContext.withShapeOf(TALL, replaced)).isEqualTo(scalars);
  }

  private void observe(Drawing drawing, int times) {
    for (int i = 0; i < times; i++) {
      context.observe(drawing);
    }
  }
}
