package dev.thaw.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trains all layers of a task's model from scratch. Call {@link #train} once, or several times with
 * evaluations between, until the plan's steps are done; {@link #averaged} gives the model at any
 * moment between calls. Native memory stays the same however long it trains. Not thread-safe; the
 * steps of several trainings in one process take turns. The creator closes it.
 */
public final class GeneralTrainer implements AutoCloseable {
  private final TaskSpec task;
  private final GeneralPlan plan;
  private final long seed;
  private final NDManager manager;
  private final BatchStaging staging;
  private final List<Layer> layers = new ArrayList<>();
  private final List<List<TrainedParameter>> parameters = new ArrayList<>();
  private int step;

  /**
   * A trainer of an untrained model.
   *
   * @param seed of the initial values and of dropout
   * @throws IllegalArgumentException if the task's architecture is unknown or does not fit
   */
  public GeneralTrainer(TaskSpec task, GeneralPlan plan, long seed) {
    this.task = task;
    this.plan = plan;
    this.seed = seed;
    this.manager = TorchRuntime.newManager();
    this.staging = new BatchStaging(manager, task.inputShapes());
    try (LayeredModel initial = LayeredModel.create(task, seed)) {
      for (int i = 0; i < initial.layerCount(); i++) {
        layers.add(initial.layer(i));
        parameters.add(trained(initial.layer(i), initial.copyParameters(i, manager)));
      }
    }
  }

  /**
   * Trains for at most {@code maxSteps} more steps of the plan. Blocks until they are done.
   *
   * @return the steps that were done
   * @throws IllegalArgumentException if a batch does not fit the task
   * @throws ModelException if the loss is no longer finite
   */
  public int train(BatchSource source, int maxSteps, TrainingListener listener) {
    int first = step;
    long start = System.nanoTime();
    long samples = 0;
    while (step < plan.steps() && step - first < maxSteps) {
      Batch batch = source.next(step);
      double loss = step(batch);
      samples += batch.size();
      listener.stepped(step, loss, samples * 1e9 / Math.max(1, System.nanoTime() - start));
    }
    return step - first;
  }

  /** The steps done so far. */
  public int step() {
    return step;
  }

  /** Whether all steps of the plan are done. */
  public boolean finished() {
    return step >= plan.steps();
  }

  /** The canonical bytes of all layers, with the averaged weights. */
  public List<byte[]> averagedLayers() {
    List<byte[]> bytes = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      bytes.add(LayerWeights.bytes(layers.get(i), averages(i)));
    }
    return bytes;
  }

  /** The model with the averaged weights; the caller closes it. */
  public LayeredModel averaged() {
    return LayeredModel.of(task, averagedLayers());
  }

  /**
   * The averaged model's predictions: for each sample of the batch, the place of the largest logit.
   *
   * @throws IllegalArgumentException if the batch does not fit the task
   */
  public int[] predict(Batch batch) {
    try (NDManager call = manager.newSubManager()) {
      NDList values = staging.stage(call, batch);
      for (int i = 0; i < layers.size(); i++) {
        values = layers.get(i).forward(values, averages(i), Pass.EVALUATION);
      }
      long[] best = values.head().argMax(1).toLongArray();
      return Arrays.stream(best).mapToInt(Math::toIntExact).toArray();
    }
  }

  /** Frees all native memory. */
  @Override
  public void close() {
    manager.close();
  }

  private double step(Batch batch) {
    try (NDManager call = manager.newSubManager()) {
      List<NDList> leaves = parameters.stream().map(list -> leaves(list, call)).toList();
      double loss = backward(staging.stage(call, batch), leaves, targets(call, batch));
      if (!Double.isFinite(loss)) {
        throw new ModelException("general training", "the loss is " + loss + " at step " + step);
      }
      update(leaves, call);
      step++;
      return loss;
    }
  }

  private double backward(NDList inputs, List<NDList> leaves, NDArray targets) {
    try (GradientTape tape = GradientTape.open(seed + step)) {
      NDList values = inputs;
      for (int i = 0; i < layers.size(); i++) {
        values = layers.get(i).forward(values, leaves.get(i), Pass.GENERAL_TRAINING);
      }
      NDArray loss = values.head().logSoftmax(1).mul(targets).sum();
      tape.backward(loss);
      return loss.getFloat();
    }
  }

  private void update(List<NDList> leaves, NDManager call) {
    double decay = plan.averaging(step);
    for (int i = 0; i < layers.size(); i++) {
      for (int p = 0; p < leaves.get(i).size(); p++) {
        TrainedParameter parameter = parameters.get(i).get(p);
        parameter.update(leaves.get(i).get(p), step, plan);
        parameter.average(call, decay);
      }
    }
  }

  /** Minus the target probabilities over the batch size: their product with log p sums to loss. */
  private NDArray targets(NDManager call, Batch batch) {
    int classes = task.labels().size();
    float rest = (float) -(plan.labelSmoothing() / classes / batch.size());
    float[] targets = new float[batch.size() * classes];
    Arrays.fill(targets, rest);
    for (int row = 0; row < batch.size(); row++) {
      int label = batch.labels()[row];
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("label " + label + " of " + classes + " classes");
      }
      targets[row * classes + label] += (float) ((plan.labelSmoothing() - 1) / batch.size());
    }
    return call.create(targets, new Shape(batch.size(), classes));
  }

  private NDList averages(int layer) {
    NDList averages = new NDList();
    parameters.get(layer).forEach(parameter -> averages.add(parameter.average()));
    return averages;
  }

  private static List<TrainedParameter> trained(Layer layer, NDList values) {
    List<TrainedParameter> trained = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      trained.add(new TrainedParameter(layer.parameters().get(i), values.get(i)));
    }
    return trained;
  }

  private static NDList leaves(List<TrainedParameter> parameters, NDManager call) {
    NDList leaves = new NDList();
    parameters.forEach(parameter -> leaves.add(parameter.leaf(call)));
    return leaves;
  }
}
