package dev.thaw.cloud.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Frames whose form is right, so that their content is what is refused. Stateless. */
final class HostileFrames {
  static final int FEATURE_BATCH = 0x12;
  private static final int PREAMBLE_BYTES = 12;

  private HostileFrames() {}

  /** A frame of any type byte, header and payload. */
  static byte[] frame(int type, byte[] header, byte[] payload) {
    return withLengths(type, header, payload, header.length, payload.length);
  }

  /** The same with lengths that may be lies. */
  static byte[] withLengths(int type, byte[] header, byte[] payload, int stated, int statedToo) {
    ByteBuffer frame =
        ByteBuffer.allocate(PREAMBLE_BYTES + header.length + payload.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    frame.put((byte) 'T').put((byte) 'H').put((byte) 1).put((byte) type);
    frame.putInt(stated).putInt(statedToo).put(header).put(payload);
    CRC32C crc = new CRC32C();
    crc.update(frame.array(), 0, frame.position());
    return frame.putInt((int) crc.getValue()).array();
  }

  /** {@code frame} with the right checksum at its end. */
  static byte[] sealed(byte[] frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, frame.length - Integer.BYTES);
    ByteBuffer.wrap(frame)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(frame.length - Integer.BYTES, (int) crc.getValue());
    return frame;
  }
}
