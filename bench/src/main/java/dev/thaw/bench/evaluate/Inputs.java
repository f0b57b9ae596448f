package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.run.EvaluationException;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.DataFileException;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.demo.simulate.SimulationException;
import dev.thaw.demo.simulate.TestWriters;
import java.nio.file.Path;

/** Looks at the data before hours are spent on it. Stateless. */
final class Inputs {
  private Inputs() {}

  /**
   * Reads what the plan names; takes seconds.
   *
   * @throws EvaluationException if a file is not what it should be, or has nobody to be scored
   */
  static void require(Plan plan) {
    plan.data().ifPresent(path -> reading("--data", () -> requireWriters(path)));
    plan.mnist().ifPresent(path -> reading("--mnist", () -> requireDigits(path)));
  }

  private static void requireWriters(Path path) {
    TestWriters.of(TestWriters.load(path, 0), BundledModel.handwriting(), 0);
  }

  private static void requireDigits(Path path) {
    Mnist.read(path, Mnist.has(path, Mnist.Part.TEST) ? Mnist.Part.TEST : Mnist.Part.TRAIN);
  }

  private static void reading(String option, Runnable read) {
    try {
      read.run();
    } catch (DataFileException | SimulationException e) {
      throw new EvaluationException(option + ": " + e.getMessage(), e);
    }
  }
}
