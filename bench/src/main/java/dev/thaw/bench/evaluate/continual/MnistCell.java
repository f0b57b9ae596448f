package dev.thaw.bench.evaluate.continual;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.demo.mnist.GreyDigit;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.model.GeneralPlan;
import dev.thaw.model.GeneralTrainer;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.PrefetchedBatches;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * MNIST behind the grey net: once trained here on images that the tasks do not have, once not
 * trained at all.
 */
record MnistCell(Plan plan, Path directory) implements Cell {
  static final String DATA = "MNIST";
  static final String UNTRAINED = "MNIST, untrained backbone";

  private static final TaskSpec TASK =
      new TaskSpec("digits", "handwriting-grey", FrozenDigits.labels(), List.of(Mnist.IMAGE_SHAPE));
  private static final int SEED = 1;
  private static final int TEST_ONE_IN = 5;

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public Need need() {
    return Need.seconds(plan.scale().of(4.0, 15.0, 150.0));
  }

  @Override
  public List<Row> run(Workplace place) {
    Extent extent = Extent.of(plan.scale());
    List<GreyDigit> digits = digits(extent.backboneImages() + extent.taskImages());
    List<GreyDigit> others = digits.subList(0, extent.backboneImages());
    List<GreyDigit> tasks = digits.subList(extent.backboneImages(), digits.size());
    Trials trials = new Trials(plan, extent);
    List<Row> rows = new ArrayList<>();
    try (LayeredModel trained = trained(others, extent.backboneSteps());
        LayeredModel untrained = LayeredModel.create(TASK, SEED)) {
      String backbone = others.size() + " other images of MNIST, all ten digits";
      FrozenDigits behind = frozen(DATA, backbone, trained, tasks);
      rows.addAll(trials.run(behind, done -> place.progress().accept(0.4 + 0.3 * done)));
      behind = frozen(UNTRAINED, "nothing at all, a control", untrained, tasks);
      rows.addAll(trials.run(behind, done -> place.progress().accept(0.7 + 0.3 * done)));
    }
    return rows;
  }

  private List<GreyDigit> digits(int count) {
    Mnist.Part part = Mnist.has(directory, Mnist.Part.TEST) ? Mnist.Part.TEST : Mnist.Part.TRAIN;
    List<GreyDigit> all = new ArrayList<>(Mnist.read(directory, part));
    if (all.size() < count) {
      throw new IllegalArgumentException(
          directory + " has " + all.size() + " digits of the " + count + " that are needed");
    }
    Collections.shuffle(all, new Random(SEED));
    return all.subList(0, count);
  }

  private static LayeredModel trained(List<GreyDigit> digits, int steps) {
    try (GeneralTrainer trainer = new GeneralTrainer(TASK, GeneralPlan.of(steps), SEED);
        PrefetchedBatches batches = new PrefetchedBatches(new ImageBatches(digits, SEED))) {
      trainer.train(batches, steps, (step, loss, rate) -> {});
      return trainer.averaged();
    }
  }

  private static FrozenDigits frozen(
      String data, String backbone, LayeredModel model, List<GreyDigit> digits) {
    List<List<Tensor>> images = digits.stream().map(digit -> List.of(digit.image())).toList();
    List<Example> examples =
        FrozenDigits.examples(model, images, digits.stream().map(GreyDigit::label).toList());
    int test = digits.size() / TEST_ONE_IN;
    return new FrozenDigits(
        data, backbone, TASK, examples.subList(test, examples.size()), examples.subList(0, test));
  }
}
