package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Jmh;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.kernels.Product;
import dev.thaw.bench.kernels.Scores;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadMethod;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.HeadPlan;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.StackedTrainer;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import org.openjdk.jmh.runner.RunnerException;

/**
 * One step of gradient descent of a head on a batch of {@value #BATCH}, or of as many heads side by
 * side, one batch each; a share of reading their values, of writing them and of two looks at the
 * loss is in it, as in a training of {@value #STEPS} steps. Its limit is the products of the
 * forward and backward passes at the rate of {@link dev.thaw.bench.kernels.Product}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // assigned by plan()
public class HeadStep {
  static final int STEPS = 10;
  static final int BATCH = 32;

  static List<KernelTime> measure(Jmh jmh, List<Integer> stacks) throws RunnerException {
    List<KernelTime> times = new ArrayList<>();
    for (HeadLayers layers : HeadLayers.values()) {
      List<Integer> stack = layers.isStacked() ? stacks : List.of(1);
      Scores micros =
          jmh.run(
              List.of(HeadStep.class, Product.class),
              Map.of("layers", List.of(layers.name()), "heads", stack));
      stack.forEach(heads -> times.add(time(micros, layers, heads)));
    }
    return times;
  }

  private static KernelTime time(Scores micros, HeadLayers layers, int heads) {
    double product = Product.OPERATIONS / micros.of("Product.product");
    return new KernelTime(
        "%s, %d at once".formatted(layers, heads),
        micros.of("HeadStep.step", Map.of("layers", layers.name(), "heads", heads)),
        heads * layers.operations(BATCH) / product,
        "matrix products");
  }

  /** What is trained. */
  @Param public HeadLayers layers;

  /** Heads side by side. */
  @Param({"1", "64"})
  public int heads;

  private LayeredModel model;
  private List<HeadPlan> plans;
  private HeadMethod trainer;

  /** The same examples for each head. */
  @Setup
  public void plan() {
    model = layers.model();
    int depth = layers.depth(model);
    HeadOptions options =
        HeadOptions.forThawed(model.layerCount() - depth)
            .withEpochs(STEPS)
            .withMinSteps(0)
            .withBatchSize(BATCH);
    HeadExamples examples = new HeadExamples(examples(model, depth), List.of());
    plans = Collections.nCopies(heads, new HeadPlan(model, depth, examples, options, 1));
    trainer = layers.isStacked() ? new StackedTrainer(heads, System::nanoTime) : new HeadTrainer();
  }

  /** Trains. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public List<HeadOutcome> step() {
    List<HeadOutcome> outcomes = trainer.train(plans);
    if (!(outcomes.get(0) instanceof HeadOutcome.Trained)) {
      throw new IllegalStateException("not trained: " + outcomes.get(0));
    }
    return outcomes;
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    model.close();
  }

  /** Values are noise above 0, as after a ReLU. */
  private static List<Example> examples(LayeredModel model, int depth) {
    Random random = new Random(1);
    int labels = model.task().labels().size();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      List<Tensor> values =
          model.activationShapes(depth).stream().map(shape -> noise(shape, random)).toList();
      examples.add(new Example(values, i % labels, 1));
    }
    return examples;
  }

  private static Tensor noise(Shape shape, Random random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.nextGaussian());
    }
    return Tensor.ofFloats(shape, values);
  }
}
