package dev.thaw.protocol.codec;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import java.time.Instant;

/** The headers of activations and features as they are stored. */
final class FeatureSerializers {
  private FeatureSerializers() {}

  static final class OfActivation extends HeaderSerializer<Activation> {
    @Override
    void write(HeaderOutput out, Activation activation) {
      out.putText(activation.task());
      out.putSample(activation.sample());
      out.writeVarInt(activation.cut(), true);
      out.putDigest(activation.prefix());
      out.putTime(activation.createdAt());
      TensorLayout.of(activation.tensors()).put(out);
      TensorLayout.putValues(out, activation.tensors());
    }

    @Override
    Activation read(HeaderInput in) {
      String task = in.takeText(MessageSerializers.NAME_BYTES);
      SampleId sample = in.takeSample();
      int cut = in.readVarInt(true);
      Digest prefix = in.takeDigest();
      Instant createdAt = in.takeTime();
      return new Activation(
          task, sample, cut, prefix, createdAt, TensorLayout.take(in).takeValues(in));
    }
  }

  static final class OfFeature extends HeaderSerializer<Feature> {
    private final OfActivation activations = new OfActivation();

    @Override
    void write(HeaderOutput out, Feature feature) {
      out.writeVarInt(feature.label(), true);
      out.putTime(feature.annotatedAt());
      activations.write(out, feature.activation());
    }

    @Override
    Feature read(HeaderInput in) {
      int label = in.readVarInt(true);
      Instant annotatedAt = in.takeTime();
      return new Feature(activations.read(in), label, annotatedAt);
    }
  }
}
