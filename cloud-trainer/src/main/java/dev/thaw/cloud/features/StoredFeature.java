package dev.thaw.cloud.features;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.codec.FeatureCodec;
import dev.thaw.protocol.codec.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A feature in the log. Immutable. Stored as {@code sequence i64 | label i32 | feature}, so that
 * counting does not decode tensors.
 *
 * @param sequence its place in the order of commits, from 1; a new label gives it a new place,
 *     being run on to another cut does not
 */
public record StoredFeature(long sequence, Feature feature) {
  private static final int HEADER = Long.BYTES + Integer.BYTES;

  Generation generation() {
    return Generation.of(feature.activation());
  }

  /** The same activation with the label, the time and the place of another feature. */
  StoredFeature labelledAs(StoredFeature other) {
    Feature newer = other.feature;
    return new StoredFeature(
        other.sequence, new Feature(feature.activation(), newer.label(), newer.annotatedAt()));
  }

  /** The same annotation and place with another activation of the sample. */
  StoredFeature with(Activation activation) {
    return new StoredFeature(
        sequence, new Feature(activation, feature.label(), feature.annotatedAt()));
  }

  byte[] toBytes() {
    byte[] encoded = FeatureCodec.toBytes(feature);
    return ByteBuffer.allocate(HEADER + encoded.length)
        .putLong(sequence)
        .putInt(feature.label())
        .put(encoded)
        .array();
  }

  static StoredFeature fromBytes(byte[] stored) {
    try {
      byte[] encoded = Arrays.copyOfRange(stored, HEADER, stored.length);
      return new StoredFeature(sequenceOf(stored), FeatureCodec.featureFromBytes(encoded));
    } catch (ProtocolException | IllegalArgumentException e) {
      throw new CloudException(
          ErrorCode.STORAGE, "stored feature is damaged: " + e.getMessage(), e);
    }
  }

  static long sequenceOf(byte[] stored) {
    return ByteBuffer.wrap(stored).getLong();
  }

  static int labelOf(byte[] stored) {
    return ByteBuffer.wrap(stored).getInt(Long.BYTES);
  }
}
