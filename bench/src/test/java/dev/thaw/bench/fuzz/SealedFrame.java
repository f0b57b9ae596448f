package dev.thaw.bench.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/** Puts right what a fuzzer cannot guess about a frame. Stateless. */
public final class SealedFrame {
  private static final int PREAMBLE_BYTES = 12;
  private static final int TRAILER_BYTES = 4;
  private static final int LEAST_BYTES = PREAMBLE_BYTES + TRAILER_BYTES;

  private SealedFrame() {}

  /** The bytes, and the frame that they would be with lengths and checksum that agree. */
  public static List<byte[]> asIsAndSealed(byte[] bytes) {
    return bytes.length < LEAST_BYTES ? List.of(bytes) : List.of(bytes, sealed(bytes));
  }

  /** {@code bytes} as a frame of the same type; shorter ones than a frame stay as they are. */
  public static byte[] sealed(byte[] bytes) {
    if (bytes.length < LEAST_BYTES) {
      return bytes;
    }
    byte[] frame = bytes.clone();
    ByteBuffer buffer = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    int content = frame.length - LEAST_BYTES;
    int stated = buffer.getInt(4);
    int header = stated >= 0 && stated <= content ? stated : content;
    buffer.putShort(0, (short) 0x4854).put(2, (byte) 1).putInt(4, header);
    buffer.putInt(8, content - header);
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, frame.length - TRAILER_BYTES);
    buffer.putInt(frame.length - TRAILER_BYTES, (int) crc.getValue());
    return frame;
  }
}
