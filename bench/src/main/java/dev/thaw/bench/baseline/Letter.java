package dev.thaw.bench.baseline;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What passes between a server and a device of federated averaging. Immutable as long as nobody
 * writes to its parts. Big-endian:
 *
 * <pre>
 * letter := length u32 of what follows | number u32 | samples u32 | parts u16 | (length u32 | bytes)*
 * </pre>
 *
 * @param number of the device in its first letter, which has no parts; of the round in others
 * @param samples that the device trained on; 0 in the server's letters
 * @param parts as the {@link WeightCodec} wrote them
 */
record Letter(int number, int samples, List<byte[]> parts) {
  private static final int HEAD_BYTES = 2 * Integer.BYTES + Short.BYTES;

  /** Bytes of all of it. */
  int bytes() {
    return Integer.BYTES + length();
  }

  private int length() {
    return HEAD_BYTES + parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(length());
    out.writeInt(number);
    out.writeInt(samples);
    out.writeShort(parts.size());
    for (byte[] part : parts) {
      out.writeInt(part.length);
      out.write(part);
    }
    out.flush();
  }

  /** Blocks until there is one; the end of the stream is an {@link java.io.EOFException}. */
  static Letter read(DataInputStream in) throws IOException {
    int length = in.readInt();
    int number = in.readInt();
    int samples = in.readInt();
    int count = in.readUnsignedShort();
    List<byte[]> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(in.readNBytes(in.readInt()));
    }
    Letter letter = new Letter(number, samples, parts);
    if (letter.length() != length) {
      throw new IOException("a letter of " + letter.length() + " bytes, announced as " + length);
    }
    return letter;
  }
}
