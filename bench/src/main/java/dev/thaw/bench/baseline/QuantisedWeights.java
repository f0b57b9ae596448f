package dev.thaw.bench.baseline;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FrameCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Differences as int8, one scale per channel, packed by the protocol's codec as the activations of
 * a batch: down what the global model differs from the general one that every device has, up what
 * the training changed. A device adds what rounding took from one upload to its next one (error
 * feedback: Seide et al., "1-Bit Stochastic Gradient Descent", 2014); the server keeps its sum
 * unrounded. Not thread-safe.
 */
final class QuantisedWeights implements WeightCodec {
  private static final FrameCodec CODEC = new FrameCodec(Integer.MAX_VALUE);
  private static final SampleId NO_SAMPLE = SampleId.fromBytes(new byte[SampleId.BYTES]);
  private static final Digest NO_PREFIX = Digest.of(new byte[0]);

  private final Weights general;
  private final List<Shape> shapes;
  private final String task;
  private final int from;
  private Weights rest;

  QuantisedWeights(Slice slice) {
    this.general = slice.weights();
    this.shapes = shapes(slice);
    this.task = slice.general().task().name();
    this.from = slice.from();
    this.rest = general.minus(general);
  }

  @Override
  public List<byte[]> download(Weights global) {
    return List.of(encode(quantised(global.minus(general))));
  }

  @Override
  public Weights start(List<byte[]> download) {
    return general.plus(1, decode(download));
  }

  @Override
  public List<byte[]> upload(Weights start, Weights trained) {
    Weights change = trained.minus(start).plus(1, rest);
    List<Tensor> sent = quantised(change);
    rest = change.minus(dequantised(sent));
    return List.of(encode(sent));
  }

  @Override
  public Weights trained(Weights global, List<byte[]> upload) {
    return global.plus(1, decode(upload));
  }

  private List<Tensor> quantised(Weights change) {
    List<Tensor> tensors = new ArrayList<>();
    for (int p = 0; p < shapes.size(); p++) {
      Tensor exact = Tensor.ofFloats(shapes.get(p), change.parameters().get(p));
      tensors.add(exact.to(DType.INT8));
    }
    return tensors;
  }

  private static Weights dequantised(List<Tensor> tensors) {
    return new Weights(tensors.stream().map(Tensor::toFloats).toList());
  }

  private byte[] encode(List<Tensor> tensors) {
    List<Feature> parts = new ArrayList<>();
    for (int p = 0; p < tensors.size(); p += Activation.MAX_TENSORS) {
      int to = Math.min(tensors.size(), p + Activation.MAX_TENSORS);
      parts.add(part(tensors.subList(p, to)));
    }
    return CODEC.toBytes(new Message.FeatureBatch("fedavg", 0, parts));
  }

  private Feature part(List<Tensor> tensors) {
    Activation values =
        new Activation(task, NO_SAMPLE, from, NO_PREFIX, Instant.EPOCH, List.copyOf(tensors));
    return new Feature(values, 0, Instant.EPOCH);
  }

  private static Weights decode(List<byte[]> frames) {
    Message.FeatureBatch batch = (Message.FeatureBatch) CODEC.fromBytes(frames.get(0));
    return dequantised(
        batch.features().stream().flatMap(part -> part.activation().tensors().stream()).toList());
  }

  private static List<Shape> shapes(Slice slice) {
    List<Shape> shapes = new ArrayList<>();
    for (int layer = slice.from(); layer < slice.general().layerCount(); layer++) {
      slice.general().layer(layer).parameters().forEach(spec -> shapes.add(spec.shape()));
    }
    return shapes;
  }
}
