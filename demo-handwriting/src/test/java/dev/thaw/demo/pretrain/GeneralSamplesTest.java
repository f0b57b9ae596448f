package dev.thaw.demo.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.Hands;
import dev.thaw.demo.data.Writer;
import dev.thaw.model.GeneralSample;
import dev.thaw.protocol.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneralSamplesTest {
  @Test
  void eachClassHasAsManySamplesAsAskedForIfThereAre() {
    GeneralSamples samples = new GeneralSamples(writers(), 1);
    assertThat(samples.take(5)).filteredOn(s -> s.label() == 1).hasSize(5);
    assertThat(samples.take(500)).filteredOn(s -> s.label() == 1).hasSize(40);
    assertThat(samples.take(0)).isEmpty();
  }

  @Test
  void differentWritersComeFirst() {
    List<GeneralSample> samples = new GeneralSamples(writers(), 1).take(8);
    assertThat(samples)
        .filteredOn(s -> s.label() == 1)
        .extracting(s -> s.inputs().get(1).toFloats()[17])
        .doesNotHaveDuplicates();
  }

  @Test
  void mapsAreInt8AndContextIsFp32() {
    GeneralSample sample = new GeneralSamples(writers(), 1).take(1).get(0);
    assertThat(sample.inputs().get(0).dtype()).isEqualTo(DType.INT8);
    assertThat(sample.inputs().get(0).shape()).isEqualTo(WriterData.TASK.inputShapes().get(0));
    assertThat(sample.inputs().get(1).dtype()).isEqualTo(DType.FP32);
  }

  @Test
  void theSameSeedChoosesTheSame() {
    assertThat(new GeneralSamples(writers(), 1).take(3))
        .isEqualTo(new GeneralSamples(writers(), 1).take(3))
        .isNotEqualTo(new GeneralSamples(writers(), 2).take(3));
  }

  /** Eight writers, each with a height of their own, five characters per class. */
  private static List<Writer> writers() {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int height = 4 + 3 * i;
      writers.add(
          new Writer(
              "s/w" + i,
              Hands.writer("s/x", 10, "12").characters().stream()
                  .map(c -> Hands.character(c.label(), height, "p"))
                  .toList()));
    }
    return writers;
  }
}
