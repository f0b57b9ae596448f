package dev.thaw.demo.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.demo.mnist.GreyDigit;
import dev.thaw.demo.mnist.IdxBytes;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code thaw pretrain} on grey digits, which have no strokes and no writers. */
class PretrainDigitsTest {
  private static final int DEPTH = 6;
  private static final Path MNIST =
      Path.of(System.getProperty("thaw.data", "../../shared/data"), "mnist");

  @TempDir private Path folder;

  @Test
  void aDirectoryOfIdxFilesGivesAGreyModelWithItsCard() throws IOException {
    IdxBytes.writeBars(folder, "t10k", 30);
    BaseModel base = pretrain(folder, 1);
    assertThat(base.task()).isEqualTo(DigitData.TASK);
    assertThat(base.samples()).hasSize(24).allMatch(s -> s.inputs().get(0).dtype() == DType.INT8);
    ModelCard card = ModelCard.parse(base.card());
    assertThat(card.task()).isEqualTo("digits");
    assertThat(card.data()).contains("MNIST", "24 digits to learn from, 6 held out");
    assertThat(card.accuracy().getDouble("heldOut")).isBetween(0.0, 1.0);
    assertThat(base.card()).startsWith("# Base model `digits`").contains("names no writers");
    assertThat(folder.resolve("out").resolve(BaseBundle.CARD_FILE)).exists();
  }

  @Test
  void whereBothPartsAreThereTheTestPartIsHeldOut() throws IOException {
    IdxBytes.writeBars(folder, "train", 20);
    IdxBytes.writeBars(folder, "t10k", 10);
    DigitData data = DigitData.read(folder, 1);
    assertThat(data.summary()).isEqualTo("20 digits to learn from, 10 held out");
    assertThat(data.heldOut()).isEqualTo(Mnist.read(folder, Mnist.Part.TEST));
  }

  @Test
  void realDigitsAreLearnedAndAHeadIsTrainedOnTheirStoredFeatures() throws IOException {
    assumeTrue(Mnist.has(MNIST, Mnist.Part.TEST), "skipped: no MNIST at " + MNIST.toAbsolutePath());
    List<GreyDigit> heldOut = DigitData.read(MNIST, 1).heldOut();
    try (LayeredModel model = pretrain(MNIST, 3).model()) {
      assertThat(shareRight(model, heldOut, 0)).isGreaterThan(0.9);
      List<GreyDigit> adapting = heldOut.subList(0, 1000);
      List<GreyDigit> scored = heldOut.subList(1000, 2000);
      try (LayeredModel adapted = withHeadOfShiftedLabels(model, adapting)) {
        double before = shareRight(model, scored, 1);
        double after = shareRight(adapted, scored, 1);
        System.out.printf("labels shifted by one: %.3f -> %.3f%n", before, after);
        assertThat(before).isLessThan(0.1);
        assertThat(after).isGreaterThan(0.85);
      }
    }
  }

  /** Somebody who calls every digit by the next one's name. */
  private static LayeredModel withHeadOfShiftedLabels(LayeredModel model, List<GreyDigit> digits) {
    List<Example> features = new ArrayList<>();
    for (GreyDigit digit : digits) {
      Tensor pooled = model.forward(0, DEPTH, List.of(digit.image())).get(0);
      features.add(new Example(List.of(pooled.to(DType.INT8)), (digit.label() + 1) % 10, 1));
    }
    HeadOptions options = HeadOptions.forThawed(model.layerCount() - DEPTH);
    return model.withLayers(
        DEPTH, new HeadTrainer().train(model, DEPTH, features, options, 1).layers());
  }

  private static double shareRight(LayeredModel model, List<GreyDigit> digits, int shift) {
    List<float[]> logits = Logits.of(model, digits, digit -> List.of(digit.image()));
    int right = 0;
    for (int i = 0; i < digits.size(); i++) {
      right += Logits.best(logits.get(i), 0) == (digits.get(i).label() + shift) % 10 ? 1 : 0;
    }
    return (double) right / digits.size();
  }

  private BaseModel pretrain(Path data, int epochs) throws IOException {
    Path target = folder.resolve("out");
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new PretrainCommand()).setOut(new PrintWriter(out));
    String[] arguments = {
      "--data",
      data.toString(),
      "--out",
      target.toString(),
      "--epochs",
      "" + epochs,
      "--threads",
      "1"
    };
    int code = line.execute(arguments);
    assertThat(code).isZero();
    System.out.println(out);
    return BaseModel.fromBytes(Files.readAllBytes(target.resolve("digits.thawbase")));
  }
}
