package dev.thaw.cloud.advice;

import dev.thaw.model.BaseModel;
import dev.thaw.model.GeneralSample;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Inputs to try a task's layers with: general samples of its base model, drawn evenly; made-up ones
 * if it has none. Immutable.
 */
record TrialInputs(List<GeneralSample> samples) {
  TrialInputs {
    samples = List.copyOf(samples);
  }

  static TrialInputs of(BaseModel base) {
    List<GeneralSample> all = base.samples();
    int count = Math.min(WireBytes.SAMPLES, all.size());
    return new TrialInputs(
        count == 0
            ? List.of(noise(base.task()))
            : IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList());
  }

  /** One input. */
  List<Tensor> first() {
    return samples.get(0).inputs();
  }

  /** What a device would send of them at {@code depth}. */
  List<Feature> features(DepthBackbones backbones, int depth) {
    List<List<Tensor>> inputs = samples.stream().map(GeneralSample::inputs).toList();
    List<List<Tensor>> outputs = backbones.model().forwardBatch(0, depth, inputs);
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Activation activation =
          new Activation(
              backbones.task(),
              SampleId.ofInput(Digest.of(ByteBuffer.allocate(Integer.BYTES).putInt(i).array())),
              depth,
              backbones.generation(depth).prefix(),
              Instant.EPOCH,
              outputs.get(i));
      features.add(new Feature(activation, samples.get(i).label(), Instant.EPOCH));
    }
    return features;
  }

  private static GeneralSample noise(TaskSpec task) {
    Random random = new Random(1);
    return new GeneralSample(
        0, task.inputShapes().stream().map(shape -> noise(shape, random)).toList());
  }

  private static Tensor noise(Shape shape, Random random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values);
  }
}
