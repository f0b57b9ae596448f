package dev.thaw.bench.kernels;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.closedform.ClosedFormOptions;
import dev.thaw.model.closedform.ClosedFormTrainer;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.TrainedHead;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One closed-form head of {@value #UPLOADS} uploads, beside {@value #PER_CLASS} general examples of
 * each class. Its limit is its products at the rate of {@link Product}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Head {
  static final int UPLOADS = 100;
  static final int PER_CLASS = 20;

  private final LayeredModel model = Inputs.BASE.model();
  private final ClosedFormTrainer trainer = new ClosedFormTrainer();
  private final ClosedFormOptions options = ClosedFormOptions.defaults();
  private final List<Example> general = Inputs.general(model, PER_CLASS);
  private final HeadExamples examples = new HeadExamples(Inputs.uploads(model, UPLOADS), List.of());

  static double operations() {
    try (LayeredModel model = Inputs.BASE.model()) {
      ResidualBasis basis = ResidualBasis.of(model, Inputs.DEPTH).orElseThrow();
      int all = PER_CLASS * model.task().labels().size();
      int steps = ClosedFormOptions.defaults().steps();
      return HeadWork.of(basis, UPLOADS, all, steps).operations();
    }
  }

  /** Fits. */
  @Benchmark
  public TrainedHead head() {
    return trainer.train(model, Inputs.DEPTH, examples, general, options);
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    model.close();
  }
}
