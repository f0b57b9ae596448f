package dev.thaw.cache;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The stored form of an activation; the key says what it belongs to. All little-endian:
 *
 * <pre>
 * row    = version u8 (1) | created i64 (milliseconds since 1970) | cut u16 | tensors u8 | tensor* | crc32c u32
 * tensor = dtype u8 ({@link DType#code()}) | rank u8 | extent i32 * rank
 *        | scale f32 * channels (int8 only) | values
 * </pre>
 *
 * The checksum covers everything before it.
 */
final class ActivationRow {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + Long.BYTES + Short.BYTES + 1;
  private static final int CRC_BYTES = Integer.BYTES;
  private static final int KEY_AND_OVERHEAD_BYTES = 128;
  private static final int UNSIGNED_SHORT = 0xFFFF;

  private ActivationRow() {}

  /** What an activation costs on the disk: its row, its key, and RocksDB's overhead for a row. */
  static int cost(Activation activation) {
    return encodedBytes(activation) + KEY_AND_OVERHEAD_BYTES;
  }

  static int costOfRow(byte[] row) {
    return row.length + KEY_AND_OVERHEAD_BYTES;
  }

  static byte[] encode(Activation activation) {
    byte[] row = new byte[encodedBytes(activation)];
    ByteBuffer out = buffer(row);
    out.put(VERSION).putLong(activation.createdAt().toEpochMilli());
    out.putShort((short) activation.cut());
    out.put((byte) activation.tensors().size());
    activation.tensors().forEach(tensor -> encode(tensor, out));
    out.putInt(crc(row, out.position()));
    return row;
  }

  /** The activation, or empty if the bytes are not what was stored. */
  static Optional<Activation> decode(RowKey key, byte[] row) {
    int end = row.length - CRC_BYTES;
    if (end < HEAD_BYTES || buffer(row).getInt(end) != crc(row, end) || row[0] != VERSION) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(key, buffer(row).limit(end).slice().order(ByteOrder.LITTLE_ENDIAN)));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  /** What the index knows of a row, from its head alone; empty if that is damaged. */
  static Optional<SampleEntry.Row> describe(Digest prefix, byte[] row) {
    if (row.length < HEAD_BYTES + CRC_BYTES || row[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer head = buffer(row).position(1);
    Instant createdAt = Instant.ofEpochMilli(head.getLong());
    int cut = head.getShort() & UNSIGNED_SHORT;
    return Optional.of(new SampleEntry.Row(prefix, cut, costOfRow(row), createdAt));
  }

  private static Activation parse(RowKey key, ByteBuffer in) {
    in.position(1);
    Instant createdAt = Instant.ofEpochMilli(in.getLong());
    int cut = in.getShort() & UNSIGNED_SHORT;
    int count = in.get();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tensors.add(tensor(in));
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes too many");
    }
    SampleKey sample = key.sample();
    return new Activation(sample.task(), sample.sample(), cut, key.prefix(), createdAt, tensors);
  }

  private static void encode(Tensor tensor, ByteBuffer out) {
    out.put((byte) tensor.dtype().code());
    out.put((byte) tensor.shape().rank());
    for (int extent : tensor.shape().extents()) {
      out.putInt(extent);
    }
    for (float scale : tensor.scales()) {
      out.putFloat(scale);
    }
    out.put(tensor.data());
  }

  private static Tensor tensor(ByteBuffer in) {
    DType dtype = DType.ofCode(in.get());
    int[] extents = new int[Math.min(in.get() & 0xFF, Shape.MAX_RANK + 1)];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = in.getInt();
    }
    Shape shape = Shape.of(extents);
    float[] scales = new float[dtype == DType.INT8 ? shape.channels() : 0];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = in.getFloat();
    }
    byte[] values = new byte[Math.min(shape.elements() * dtype.bytes(), in.remaining())];
    in.get(values);
    return Tensor.wrap(dtype, shape, scales, ByteBuffer.wrap(values));
  }

  private static int encodedBytes(Activation activation) {
    int bytes = HEAD_BYTES + CRC_BYTES;
    for (Tensor tensor : activation.tensors()) {
      int scales = tensor.dtype() == DType.INT8 ? tensor.shape().channels() : 0;
      bytes += 2 + Integer.BYTES * tensor.shape().rank() + Float.BYTES * scales + tensor.byteSize();
    }
    return bytes;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
