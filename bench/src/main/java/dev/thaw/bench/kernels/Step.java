package dev.thaw.bench.kernels;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.HeadPlan;
import dev.thaw.model.head.StackedTrainer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One step of gradient descent of a stack of two-layer heads, of one batch each; a share of reading
 * the heads' values and of writing them is in it, as in a training of {@value #STEPS} steps. Its
 * limit is the products of the forward and backward passes at the rate of {@link Product}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Step {
  static final int STEPS = 5;
  static final int BATCH = 128;

  /** Heads side by side. */
  @Param({"1", "8", "64", "512"})
  public int heads;

  private final LayeredModel model = Inputs.BASE.model();
  private List<HeadPlan> plans = List.of();
  private StackedTrainer trainer = new StackedTrainer();

  /** Operations of one step of one head: forward, by the weights, by the inputs but the first. */
  static double operations() {
    try (LayeredModel model = Inputs.BASE.model()) {
      int n = model.layerCount();
      int first = Inputs.DEPTH;
      return BATCH * (2.0 * model.flops(first, n) + model.flops(first + 1, n));
    }
  }

  /** The same examples for each head. */
  @Setup
  public void plan() {
    List<Example> examples = Inputs.uploads(model, BATCH);
    HeadOptions options =
        HeadOptions.forThawed(model.layerCount() - Inputs.DEPTH).withEpochs(STEPS).withMinSteps(0);
    HeadExamples all = new HeadExamples(examples, List.of());
    plans = Collections.nCopies(heads, new HeadPlan(model, Inputs.DEPTH, all, options, 1));
    trainer = new StackedTrainer(heads, System::nanoTime);
  }

  /** Trains. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public List<HeadOutcome> step() {
    return trainer.train(plans);
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    model.close();
  }
}
