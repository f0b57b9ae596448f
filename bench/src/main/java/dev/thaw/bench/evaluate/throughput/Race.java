package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.baseline.step.PlainStep;
import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.nets.Effort;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.bench.evaluate.nets.Turns;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The arms' work on one net, measured in turns: what the cloud does to train a head on features,
 * what a device does to make one feature, and what it does in a step of federated averaging. Not
 * thread-safe; the creator closes it, before the model.
 */
final class Race implements AutoCloseable {
  static final int BATCH = 32;

  private static final int EPOCHS = 20;
  private static final float RATE = 1e-4f;
  private static final long SEED = 1;

  private final LayeredModel model;
  private final int depth;
  private final Pace pace;
  private final List<Example> inputs;
  private final Turns<Work> turns;
  private final List<PlainStep> opened = new ArrayList<>();
  private int next;

  /** What is measured. */
  enum Work {
    /** Training of a head by the product's trainer, {@link #EPOCHS} epochs. */
    HEAD_ON_FEATURES,
    /** One input through the frozen layers, as a device does it when it predicts, packed. */
    FEATURE,
    /** A batch of inputs through the frozen layers at once, packed. */
    FEATURES_IN_BATCH,
    /** One step of all layers from inputs. */
    ALL_LAYERS,
    /** The frozen layers run on a batch of inputs, then one step of the head. */
    HEAD_ON_INPUTS
  }

  Race(Net net, LayeredModel model, Pace pace) {
    this.model = model;
    this.depth = net.depth(model);
    this.pace = pace;
    this.inputs = net.samples(BATCH, model.task().labels().size(), SEED);
    this.turns = new Turns<>(pace.rounds(), pace.lapSeconds());
  }

  /** Adds an arm. */
  void enter(Arm arm) {
    switch (arm) {
      case SPLIT -> enterSplit();
      case FEDAVG_WHOLE -> turns.add(Work.ALL_LAYERS, stepping(0));
      case FEDAVG_HEAD -> turns.add(Work.HEAD_ON_INPUTS, stepping(depth));
      default -> throw new IllegalArgumentException("no work for " + arm);
    }
  }

  /** Effort per sample of each work. Blocks. */
  Map<Work, Effort> run() {
    Map<Work, Effort> efforts = turns.run();
    efforts.replaceAll((work, effort) -> effort.over(samples(work)));
    return efforts;
  }

  @Override
  public void close() {
    opened.forEach(PlainStep::close);
  }

  private int samples(Work work) {
    return switch (work) {
      case HEAD_ON_FEATURES -> EPOCHS * pace.examples();
      case FEATURE -> 1;
      case FEATURES_IN_BATCH, ALL_LAYERS, HEAD_ON_INPUTS -> BATCH;
    };
  }

  private void enterSplit() {
    List<Example> features = features();
    HeadOptions options =
        HeadOptions.forThawed(model.layerCount() - depth)
            .withBatchSize(BATCH)
            .withEpochs(EPOCHS)
            .withMinSteps(0);
    HeadTrainer trainer = new HeadTrainer();
    turns.add(Work.HEAD_ON_FEATURES, () -> trainer.train(model, depth, features, options, SEED));
    turns.add(Work.FEATURE, () -> packed(List.of(inputs.get(next++ % BATCH))));
    turns.add(Work.FEATURES_IN_BATCH, () -> packed(inputs));
  }

  private Runnable stepping(int from) {
    PlainStep step = new PlainStep(model, from, RATE);
    opened.add(step);
    PlainStep.Batch batch = step.batch(inputs);
    return () -> requireFinite(step.step(batch));
  }

  /** As many as a training takes; of each input several. */
  private List<Example> features() {
    List<Example> distinct = packed(inputs);
    List<Example> features = new ArrayList<>();
    while (features.size() < pace.examples()) {
      features.add(distinct.get(features.size() % BATCH));
    }
    return features;
  }

  private List<Example> packed(List<Example> samples) {
    List<List<Tensor>> activations =
        model.forwardBatch(0, depth, samples.stream().map(Example::activation).toList());
    List<Example> packed = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      List<Tensor> small = activations.get(i).stream().map(t -> t.to(DType.INT8)).toList();
      packed.add(new Example(small, samples.get(i).label(), 1));
    }
    return packed;
  }

  private void requireFinite(float loss) {
    if (!Float.isFinite(loss)) {
      throw new IllegalStateException("the loss of " + model + " is " + loss);
    }
  }
}
