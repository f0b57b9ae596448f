package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FrameCodec;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a device would upload, without its having to compute it: a few activations, each many times,
 * always as a sample that was never sent before. Immutable.
 *
 * @param depth the freeze point they are of
 * @param activations int8, as devices send them
 * @param labels of the same
 */
record Uploads(
    String task,
    int depth,
    Digest prefix,
    List<List<Tensor>> activations,
    List<Integer> labels,
    Instant made) {
  static final FrameCodec CODEC = new FrameCodec(1 << 20);

  /** At the depth at which a cloud begins: all layers but two are frozen. */
  static Uploads of(BaseModel base, Variety variety) {
    try (LayeredModel model = base.model()) {
      int depth = model.layerCount() - 2;
      List<List<Tensor>> inputs = variety.characters().stream().map(Sample::input).toList();
      List<List<Tensor>> activations =
          model.forwardBatch(0, depth, inputs).stream().map(Uploads::quantised).toList();
      List<Integer> labels = variety.characters().stream().map(Sample::label).toList();
      Digest prefix = model.prefixDigest(depth);
      return new Uploads(base.task().name(), depth, prefix, activations, labels, Instant.now());
    }
  }

  /** The same, made now: the cloud has come to that depth meanwhile. */
  Uploads now() {
    return new Uploads(task, depth, prefix, activations, labels, Instant.now());
  }

  /** The frames of a device that has corrected {@code features} samples. */
  List<Buffer> frames(String device, int features, int batch) {
    Random random = new Random(device.hashCode());
    List<Buffer> frames = new ArrayList<>();
    List<Feature> waiting = new ArrayList<>();
    for (int i = 0; i < features; i++) {
      waiting.add(feature(device, i, random.nextInt(labels.size())));
      if (waiting.size() == batch || i == features - 1) {
        FeatureBatch whole = new FeatureBatch(device, frames.size() + 1, waiting);
        frames.add(Buffer.buffer(CODEC.toBytes(whole)));
        waiting.clear();
      }
    }
    return frames;
  }

  private Feature feature(String device, int number, int which) {
    Digest input = Digest.of((device + '/' + number).getBytes(StandardCharsets.UTF_8));
    Activation activation =
        new Activation(task, SampleId.ofInput(input), depth, prefix, made, activations.get(which));
    return new Feature(activation, labels.get(which), made);
  }

  private static List<Tensor> quantised(List<Tensor> activation) {
    return activation.stream().map(tensor -> tensor.to(DType.INT8)).toList();
  }
}
