package dev.thaw.bench.evaluate.breakeven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ByteModelTest {
  private static final double ONE_ROUND = 1;

  /** 1,280 int8 values, a head of 1280x62. */
  private static final ByteModel WIDE =
      ByteModel.of(1_280, 27_648, 4.0 * 1_280 * 62, 4 * 2_300_000);

  /** 576 int8 values, a head of 576x10. */
  private static final ByteModel SMALL = ByteModel.of(576, 784, 4.0 * 576 * 10, 4 * 1_000_000);

  @Test
  void aWideHeadIsWonFromTheFirstRoundOn() {
    double split = WIDE.split(227, Versions.one());

    assertThat(split).isCloseTo(0.61e6, within(0.005e6));
    assertThat(split).isLessThan(WIDE.fedAvgHead(ONE_ROUND));
  }

  @Test
  void featuresOfFourHundredSamplesEqualFiveRoundsOfASmallHead() {
    assertThat(SMALL.fedAvgHead(ONE_ROUND) / 2).isEqualTo(23_040);
    assertThat(SMALL.features(400)).isEqualTo(SMALL.fedAvgHead(5));
  }

  @Test
  void atTheLimitBothSendTheSameWhateverTheVersions() {
    for (Versions versions : new Versions[] {Versions.one(), Versions.many()}) {
      for (double rival : new double[] {WIDE.fedAvgHead(3), WIDE.fedAvgWhole(2)}) {
        double samples = WIDE.samplesWithin(rival, versions);

        assertThat(samples).isPositive();
        assertThat(WIDE.split(samples, versions)).isCloseTo(rival, within(1e-3));
      }
    }
  }

  @Test
  void noSampleFitsWhereTheHeadAloneIsMore() {
    ByteModel heavy = new ByteModel(10, 10, 100, 1_000, 5_000);

    assertThat(heavy.samplesWithin(heavy.fedAvgHead(ONE_ROUND), Versions.one())).isZero();
  }

  @Test
  void rawUploadAndSplitDifferByTheirSamplesAlone() {
    double split = SMALL.split(64, Versions.many());
    double raw = SMALL.raw(64, Versions.many());

    assertThat(raw - split).isEqualTo(64 * (784.0 - 576));
    assertThat(Versions.many().of(64)).isEqualTo(2);
  }

  @Test
  void wholeModelsAreSentBothWaysInEachRound() {
    assertThat(SMALL.fedAvgWhole(3)).isEqualTo(2 * 3 * 4e6);
  }

  @Test
  void sizesThatAreNoneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteModel.of(Double.NaN, 1, 1, 1))
        .withMessageContaining("not bytes: feature NaN");
  }
}
