package dev.thaw.bench.evaluate.breakeven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final int VALUES = 128;
  private static final int ID_AND_LABEL = 17;

  @Test
  void aSampleTakesItsValuesItsIdAndLittleMore() {
    List<List<Tensor>> samples = noise(64, VALUES);

    double fp32 = Frames.meanBytes(samples, 7, DType.FP32) - 4.0 * VALUES;
    double fp16 = Frames.meanBytes(samples, 7, DType.FP16) - 2.0 * VALUES;

    assertThat(fp32).isBetween(ID_AND_LABEL + 2.0, ID_AND_LABEL + 13.0);
    assertThat(fp16).isEqualTo(fp32);
  }

  @Test
  void manySamplesShareTheFramesBytes() {
    List<List<Tensor>> one = noise(1, VALUES);
    List<List<Tensor>> full = Collections.nCopies(Frames.LENGTH, one.get(0));

    assertThat(Frames.meanBytes(full, 7, DType.FP32))
        .isLessThan(Frames.meanBytes(one, 7, DType.FP32) - ID_AND_LABEL);
  }

  @Test
  void strokesAreCountedAsTheyAreAndEmptyPaperPacksWell() {
    Tensor maps = Tensor.ofFloats(Shape.of(11, 28, 28), new float[11 * 28 * 28]);
    Tensor context = Tensor.ofFloats(Shape.of(20), new float[20]);
    Sample blank = new Sample(List.of(maps, context), 3, 100);

    Map<String, Double> bytes = RawForms.meanBytes(Collections.nCopies(Frames.LENGTH, blank));

    assertThat(bytes.keySet()).isEqualTo(RawForms.payload(List.of(blank)).keySet());
    assertThat(bytes.get(RawForms.STROKES)).isBetween(100.0 + ID_AND_LABEL, 140.0);
    assertThat(bytes.get(RawForms.GREY)).isLessThan(784 / 4.0);
    assertThat(bytes.get(RawForms.INPUT_FP32)).isGreaterThan(4.0 * (11 * 784 + 20));
  }

  private static List<List<Tensor>> noise(int samples, int values) {
    Random random = new Random(1);
    List<List<Tensor>> all = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      float[] each = new float[values];
      for (int v = 0; v < values; v++) {
        each[v] = random.nextFloat();
      }
      all.add(List.of(Tensor.ofFloats(Shape.of(values), each)));
    }
    return all;
  }
}
