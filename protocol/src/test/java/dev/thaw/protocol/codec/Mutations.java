package dev.thaw.protocol.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/** Damages frames in many ways, from a seed. */
final class Mutations {
  private static final int[] EDGES = {0, 1, 0x7f, 0x80, 0xff, 0x40, 0x08, 0x10};

  private final Random random;

  Mutations(long seed) {
    random = new Random(seed);
  }

  /** A damaged copy of {@code frame}, in which parts of {@code other} may occur. */
  byte[] mutate(byte[] frame, byte[] other) {
    byte[] out = frame.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      out = once(out, other);
    }
    return switch (random.nextInt(8)) {
      case 0 -> out;
      case 1 -> sealed(out);
      default -> sealed(relength(out));
    };
  }

  private byte[] once(byte[] in, byte[] other) {
    if (in.length == 0) {
      return in;
    }
    return switch (random.nextInt(7)) {
      case 0 -> flip(in);
      case 1 -> Arrays.copyOf(in, random.nextInt(in.length + 1));
      case 2 -> overwrite(in, EDGES[random.nextInt(EDGES.length)]);
      case 3 -> overwrite(in, random.nextInt());
      case 4 -> splice(in, random.nextInt(in.length), other, random.nextInt(other.length));
      case 5 -> splice(in, random.nextInt(in.length), in, random.nextInt(in.length));
      default -> lengths(in);
    };
  }

  private byte[] flip(byte[] in) {
    for (int i = random.nextInt(8); i >= 0; i--) {
      in[random.nextInt(in.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return in;
  }

  private byte[] overwrite(byte[] in, int value) {
    int header = Math.min(in.length - 1, Frame.PREAMBLE_BYTES);
    in[header + random.nextInt(in.length - header)] = (byte) value;
    return in;
  }

  private static byte[] splice(byte[] left, int leftEnd, byte[] right, int rightStart) {
    byte[] out = Arrays.copyOf(left, leftEnd + right.length - rightStart);
    System.arraycopy(right, rightStart, out, leftEnd, right.length - rightStart);
    return out;
  }

  private byte[] lengths(byte[] in) {
    if (in.length >= Frame.PREAMBLE_BYTES) {
      in[4 + random.nextInt(8)] = (byte) random.nextInt();
    }
    return in;
  }

  /** Makes the lengths add up, so that the content is looked at. */
  private byte[] relength(byte[] in) {
    if (in.length < Frame.LEAST_BYTES) {
      return in;
    }
    ByteBuffer buffer = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
    int content = in.length - Frame.LEAST_BYTES;
    int stated = buffer.getInt(4);
    int header = stated >= 0 && stated <= content ? stated : random.nextInt(content + 1);
    buffer.putInt(4, header).putInt(8, content - header);
    return in;
  }

  /** Writes the right checksum at the end of {@code in}. */
  static byte[] sealed(byte[] in) {
    if (in.length >= Frame.LEAST_BYTES) {
      CRC32C crc = new CRC32C();
      crc.update(in, 0, in.length - Frame.TRAILER_BYTES);
      ByteBuffer.wrap(in)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(in.length - Frame.TRAILER_BYTES, (int) crc.getValue());
    }
    return in;
  }
}
