package dev.thaw.demo.profile;

import dev.thaw.edge.upload.OutgoingFeature;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What leaves the device for one saved drawing. Immutable, but the array is not copied.
 *
 * @param shape the activation's shape as text, for example {@code [512]}
 * @param dtype what its values are sent as
 * @param values the values as they are sent, one byte each
 * @param bytes size on the wire, label and framing included, if sent alone
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not shared
public record Outgoing(String shape, String dtype, byte[] values, int bytes) {
  /** Several tensors one after the other. */
  static Outgoing of(OutgoingFeature feature) {
    List<Tensor> tensors = feature.activation().tensors();
    ByteBuffer values = ByteBuffer.allocate(feature.activation().byteSize());
    tensors.forEach(tensor -> values.put(tensor.data()));
    return new Outgoing(
        tensors.stream().map(tensor -> tensor.shape().toString()).collect(Collectors.joining(" ")),
        tensors.get(0).dtype().name().toLowerCase(Locale.ROOT),
        values.array(),
        feature.frameBytes());
  }
}
