package dev.thaw.protocol.codec;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a batch. What the features share is written once; times are differences. The layout
 * of the tensors is nearly always the same for all, and then a feature does not name it.
 */
final class FeatureBatchSerializer extends HeaderSerializer<Message.FeatureBatch> {
  /** Sample, label and two times. */
  private static final int LEAST_FEATURE_BYTES = SampleId.BYTES + 3;

  @Override
  void write(HeaderOutput out, Message.FeatureBatch batch) {
    Activation first = batch.features().get(0).activation();
    out.putText(batch.deviceId());
    out.writeVarLong(batch.sequence(), true);
    out.putText(first.task());
    out.writeVarInt(first.cut(), true);
    out.putDigest(first.prefix());
    List<TensorLayout> layouts = layouts(batch);
    out.putCount(layouts.size());
    layouts.forEach(layout -> layout.put(out));
    out.putCount(batch.features().size());
    long lastMillis = 0;
    for (Feature feature : batch.features()) {
      putFeature(out, feature, layouts, lastMillis);
      lastMillis = feature.activation().createdAt().toEpochMilli();
    }
  }

  private static List<TensorLayout> layouts(Message.FeatureBatch batch) {
    return batch.features().stream()
        .map(feature -> TensorLayout.of(feature.activation().tensors()))
        .distinct()
        .toList();
  }

  private static void putFeature(
      HeaderOutput out, Feature feature, List<TensorLayout> layouts, long lastMillis) {
    Activation activation = feature.activation();
    if (layouts.size() > 1) {
      out.putCount(layouts.indexOf(TensorLayout.of(activation.tensors())));
    }
    long createdMillis = activation.createdAt().toEpochMilli();
    out.putSample(activation.sample());
    out.writeVarInt(feature.label(), true);
    out.writeVarLong(createdMillis - lastMillis, false);
    out.writeVarLong(feature.annotatedAt().toEpochMilli() - createdMillis, false);
    TensorLayout.putPacked(out, activation.tensors());
  }

  @Override
  Message.FeatureBatch read(HeaderInput in) {
    String deviceId = in.takeText(MessageSerializers.NAME_BYTES);
    long sequence = in.readVarLong(true);
    String task = in.takeText(MessageSerializers.NAME_BYTES);
    int cut = in.readVarInt(true);
    Shared shared = new Shared(task, cut, in.takeDigest(), takeLayouts(in));
    int count = in.takeCount("features", Message.MAX_BATCH, LEAST_FEATURE_BYTES);
    List<Feature> features = new ArrayList<>(count);
    long lastMillis = 0;
    for (int i = 0; i < count; i++) {
      Feature feature = takeFeature(in, shared, lastMillis);
      features.add(feature);
      lastMillis = feature.activation().createdAt().toEpochMilli();
    }
    return new Message.FeatureBatch(deviceId, sequence, features);
  }

  private static List<TensorLayout> takeLayouts(HeaderInput in) {
    int count = in.takeCount("layouts", Message.MAX_BATCH, TensorLayout.LEAST_BYTES);
    List<TensorLayout> layouts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      layouts.add(TensorLayout.take(in));
    }
    return layouts;
  }

  private static Feature takeFeature(HeaderInput in, Shared shared, long lastMillis) {
    TensorLayout layout = shared.takeLayout(in);
    SampleId sample = in.takeSample();
    int label = in.readVarInt(true);
    long createdMillis = Math.addExact(lastMillis, in.readVarLong(false));
    long annotatedMillis = Math.addExact(createdMillis, in.readVarLong(false));
    Activation activation =
        new Activation(
            shared.task,
            sample,
            shared.cut,
            shared.prefix,
            Instant.ofEpochMilli(createdMillis),
            layout.takePacked(in));
    return new Feature(activation, label, Instant.ofEpochMilli(annotatedMillis));
  }

  /** What all features of a batch have in common. */
  private record Shared(String task, int cut, Digest prefix, List<TensorLayout> layouts) {
    TensorLayout takeLayout(HeaderInput in) {
      int index = layouts.size() > 1 ? in.readVarInt(true) : 0;
      if (index < 0 || index >= layouts.size()) {
        throw new IllegalArgumentException("layout " + index + " of " + layouts.size());
      }
      return layouts.get(index);
    }
  }
}
