package dev.thaw.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.model.LayeredModel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class QuantisedWeightsTest {
  private static final LayeredModel GENERAL = Crew.BASE.model();
  private static final Slice SLICE = new Slice(GENERAL, Crew.DEPTH);

  @AfterAll
  static void close() {
    GENERAL.close();
  }

  @Test
  void aDownloadIsRoundedByHalfAStepOfItsChannelAtMost() {
    WeightCodec codec = WeightCodec.of(SLICE, true);
    Weights change = change();
    Weights got = codec.start(codec.download(SLICE.weights().plus(1, change)));
    assertThat(got.minus(SLICE.weights()).minus(change).largest())
        .isPositive()
        .isLessThanOrEqualTo(change.largest() / 127 * 0.501);
  }

  @Test
  void whatRoundingTookIsSentNextTime() {
    WeightCodec device = WeightCodec.of(SLICE, true);
    WeightCodec server = WeightCodec.of(SLICE, true);
    Weights start = SLICE.weights();
    Weights change = change();
    Weights arrived = start.minus(start);
    int uploads = 20;
    for (int i = 0; i < uploads; i++) {
      List<byte[]> upload = device.upload(start, start.plus(1, change));
      arrived = arrived.plus(1, server.trained(start, upload).minus(start));
    }
    double away = arrived.plus(-uploads, change).largest();
    assertThat(away).isPositive().isLessThan(change.largest() / 127);
  }

  @Test
  void nothingNewTakesHardlyABitForEachValue() {
    WeightCodec codec = WeightCodec.of(SLICE, true);
    long values = GENERAL.parameterCount(Crew.DEPTH, GENERAL.layerCount());
    assertThat(codec.download(SLICE.weights()).get(0).length)
        .isLessThan((int) (values / 8 + 2_000));
  }

  private static Weights change() {
    Random random = new Random(5);
    List<float[]> values =
        SLICE.weights().parameters().stream().map(p -> new float[p.length]).toList();
    for (float[] parameter : values) {
      for (int i = 0; i < parameter.length; i++) {
        parameter[i] = (float) (0.01 * random.nextGaussian());
      }
    }
    return new Weights(values);
  }
}
