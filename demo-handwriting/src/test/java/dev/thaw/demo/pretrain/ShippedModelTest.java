package dev.thaw.demo.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.WriterSplit.Part;
import dev.thaw.demo.unipen.UnipenReader;
import dev.thaw.model.BaseModel;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the card of the shipped base model promises holds. */
class ShippedModelTest {
  private static final Path ZIP =
      Path.of(System.getProperty("thaw.data", "../../shared/data"), "unipen-1abc.zip");

  private final BaseModel base = BundledModel.handwriting();
  private final ModelCard card = ModelCard.parse(base.card());

  @Test
  void fitsIntoThreeMebibytesWithSamplesOfEveryClass() {
    assertThat(base.toBytes().length).isLessThanOrEqualTo(BaseBundle.MOST_BYTES);
    assertThat(base.task()).isEqualTo(WriterData.TASK);
    assertThat(
            base.samples().stream()
                .collect(Collectors.groupingBy(GeneralSample::label, Collectors.counting()))
                .values())
        .hasSize(62)
        .allMatch(count -> count >= 10);
  }

  @Test
  void hasAtMostFourHundredThousandParameters() {
    try (LayeredModel model = base.model()) {
      assertThat(model.parameterCount(0, model.layerCount())).isLessThanOrEqualTo(400_000);
    }
  }

  @Test
  void recognisesWritersItNeverSawAsWellAsItsCardSays() {
    assumeTrue(Files.exists(ZIP), "skipped: no UNIPEN at " + ZIP.toAbsolutePath());
    Dataset dataset = UnipenReader.read(ZIP);
    WriterData data = new WriterData(dataset, card.splitSeed());
    assertThat(data.split().names(Part.GENERAL_TRAIN)).isEqualTo(card.generalTrain());
    assertThat(data.split().names(Part.DEVELOPMENT)).isEqualTo(card.development());
    try (LayeredModel model = base.model()) {
      Accuracy accuracy = data.score(model, Part.TEST);
      System.out.println("unseen writers: " + accuracy);
      assertThat(accuracy.all()).isGreaterThanOrEqualTo(0.84);
      assertThat(accuracy.lowerCase()).isGreaterThanOrEqualTo(0.91);
      assertThat(card.accuracy().getJsonObject("test").getDouble("classes62"))
          .isCloseTo(accuracy.all(), within(0.002));
    }
  }
}
