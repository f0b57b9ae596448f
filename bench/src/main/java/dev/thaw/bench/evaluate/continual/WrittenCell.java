package dev.thaw.bench.evaluate.continual;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.AdaptAndScore;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The digits of test writers behind the bundled handwriting net, each writer's first half of each
 * digit to learn from and the rest to measure on.
 */
record WrittenCell(Plan plan) implements Cell {
  private static final TaskSpec TASK =
      new TaskSpec("digits", "handwriting", FrozenDigits.labels(), CharacterInContext.INPUT_SHAPES);
  private static final int SYNTHETIC_SEED = 1;

  @Override
  public String name() {
    return "written-digits";
  }

  @Override
  public Need need() {
    return Need.seconds(plan.scale().of(4.0, 10.0, 35.0));
  }

  @Override
  public List<Row> run(Workplace place) {
    Extent extent = Extent.of(plan.scale());
    return new Trials(plan, extent).run(digits(extent), place.progress());
  }

  FrozenDigits digits(Extent extent) {
    BaseModel base = BundledModel.handwriting();
    Dataset dataset = TestWriters.load(plan.data().orElse(null), SYNTHETIC_SEED);
    List<Example> training = new ArrayList<>();
    List<Example> test = new ArrayList<>();
    try (LayeredModel model = base.model()) {
      for (Writer writer : writers(dataset, base, extent.writers())) {
        AdaptAndScore<CharacterInContext> parts = CharacterOrder.WITHIN_CLASS.divide(writer);
        training.addAll(features(model, parts.adapt()));
        test.addAll(features(model, parts.score()));
      }
    }
    String backbone = "digits and letters of other people (the bundled handwriting model)";
    return new FrozenDigits(data(), backbone, TASK, training, test);
  }

  /** The first by name of those who wrote digits. */
  private static List<Writer> writers(Dataset dataset, BaseModel base, int most) {
    return TestWriters.of(dataset, base, 0).stream()
        .filter(writer -> writer.characters().stream().anyMatch(c -> isDigit(c.classIndex())))
        .limit(most)
        .toList();
  }

  private String data() {
    return plan.data().isPresent() ? "UNIPEN digits" : "digits of synthetic writers";
  }

  /** Digits are the first classes of the alphabet. */
  private static boolean isDigit(int classIndex) {
    return classIndex < ClassOrder.DIGITS;
  }

  private static List<Example> features(LayeredModel model, List<CharacterInContext> characters) {
    List<CharacterInContext> digits =
        characters.stream().filter(each -> isDigit(each.classIndex())).toList();
    List<List<Tensor>> inputs = digits.stream().map(CharacterInContext::inputs).toList();
    return FrozenDigits.examples(
        model, inputs, digits.stream().map(CharacterInContext::classIndex).toList());
  }
}
