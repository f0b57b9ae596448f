package dev.thaw.demo.poison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.demo.unipen.UnipenReader;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The cloud refuses values a hundred times as large as those of general samples: nobody's writing
 * may come near that at any cut. With {@code -Dthaw.measure=true} of more people.
 */
class MagnitudeTest {
  private static final boolean MEASURED = Boolean.getBoolean("thaw.measure");
  private static final Path UNIPEN =
      Path.of(System.getProperty("thaw.data", "../../shared/data"), "unipen-1abc.zip");
  private static final double NEAR = 10;
  private static final int GENERAL = 128;
  private static final int CHARACTERS = 62;

  @Test
  void whatMadeUpPeopleWriteIsFarWithinTheBoundAtEveryCut() {
    assertFarWithin(new SyntheticWriters(20_261).dataset(MEASURED ? 100 : 4, 1).writers());
  }

  @Test
  void whatRealPeopleWriteIsFarWithinTheBoundAtEveryCut() {
    assumeTrue(Files.exists(UNIPEN), "skipped: no UNIPEN at " + UNIPEN.toAbsolutePath());
    assumeTrue(MEASURED, "skipped: only with -Dthaw.measure=true");
    assertFarWithin(UnipenReader.read(UNIPEN).writers());
  }

  private static void assertFarWithin(List<Writer> writers) {
    List<List<Tensor>> general = generalInputs();
    try (LayeredModel model = Crowd.BASE.model()) {
      for (int cut = 0; cut < model.layerCount(); cut++) {
        float usual = largest(model, cut, general);
        float most = 0;
        for (Writer writer : writers) {
          most = Math.max(most, largest(model, cut, inputs(writer)));
        }
        System.out.printf(
            Locale.ROOT,
            "cut %d: general %.2f, %d people %.2f%n",
            cut,
            usual,
            writers.size(),
            most);
        assertThat(most).as("cut %s", cut).isLessThan((float) (NEAR * Math.max(1, usual)));
      }
    }
  }

  private static List<List<Tensor>> generalInputs() {
    List<GeneralSample> all = Crowd.BASE.samples();
    return IntStream.range(0, GENERAL)
        .mapToObj(i -> all.get(i * all.size() / GENERAL).inputs())
        .toList();
  }

  private static List<List<Tensor>> inputs(Writer writer) {
    return CharacterInContext.of(writer).stream()
        .limit(CHARACTERS)
        .map(CharacterInContext::inputs)
        .toList();
  }

  private static float largest(LayeredModel model, int cut, List<List<Tensor>> inputs) {
    float largest = 0;
    for (List<Tensor> activation : model.forwardBatch(0, cut, inputs)) {
      for (Tensor tensor : activation) {
        for (float value : tensor.toFloats()) {
          largest = Math.max(largest, Math.abs(value));
        }
      }
    }
    return largest;
  }
}
