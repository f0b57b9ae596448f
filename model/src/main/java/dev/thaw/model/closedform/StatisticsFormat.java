package dev.thaw.model.closedform;

import dev.thaw.model.ModelException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How statistics are written: {@code magic i32 | version u8 | columns i32 | labels i32 | samples
 * i64 | loss i64 | recognised i64 | sums | crc32c i32}, big-endian. A sum is its zigzag code in
 * groups of seven bits, lowest first, all but the last with the high bit set; the triangle comes
 * before the right-hand side. The checksum is of everything before it. Stateless.
 */
final class StatisticsFormat {
  private static final int MAGIC = 0x54484D53;
  private static final byte VERSION = 1;
  private static final int HEADER = 5 + 2 * Integer.BYTES + 3 * Long.BYTES;
  private static final int MOST_BYTES_OF_SUM = 10;
  private static final int LOW = 0x7F;
  private static final int MORE = 0x80;

  /** Bounds what damaged bytes can make this allocate. */
  private static final int MOST_COLUMNS = 2048;

  private static final int MOST_LABELS = 1 << 14;

  private StatisticsFormat() {}

  static byte[] write(Statistics sums) {
    ByteBuffer out = ByteBuffer.allocate(HEADER + size(sums.gram()) + size(sums.right()) + 4);
    out.putInt(MAGIC).put(VERSION).putInt(sums.columns()).putInt(sums.labels());
    out.putLong(sums.samples()).putLong(sums.loss()).putLong(sums.recognised());
    put(out, sums.gram());
    put(out, sums.right());
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  static Statistics read(byte[] bytes) {
    try {
      return decode(bytes);
    } catch (BufferUnderflowException e) {
      throw new ModelException("statistics", "are damaged: they end early", e);
    }
  }

  private static Statistics decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    require(in.getInt() == MAGIC, "they begin like something else");
    byte version = in.get();
    require(version == VERSION, "they have version " + version + ", expected " + VERSION);
    int end = bytes.length - Integer.BYTES;
    require(end >= HEADER, "they end early");
    require(in.getInt(end) == checksum(bytes, end), "their checksum does not match");
    Statistics sums = new Statistics(within(in, MOST_COLUMNS), within(in, MOST_LABELS));
    sums.restore(in.getLong(), in.getLong(), in.getLong());
    get(in, sums.gram());
    get(in, sums.right());
    require(in.position() == end, "they have " + (end - in.position()) + " bytes too many");
    return sums;
  }

  private static int within(ByteBuffer in, int most) {
    int value = in.getInt();
    require(value > 0 && value <= most, "they have " + value + " columns or labels");
    return value;
  }

  private static int size(long[] sums) {
    int size = 0;
    for (long sum : sums) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros(zigzag(sum) | 1);
      size += (bits + 6) / 7;
    }
    return size;
  }

  private static void put(ByteBuffer out, long[] sums) {
    for (long sum : sums) {
      long rest = zigzag(sum);
      while ((rest & ~LOW) != 0) {
        out.put((byte) ((rest & LOW) | MORE));
        rest >>>= 7;
      }
      out.put((byte) rest);
    }
  }

  private static void get(ByteBuffer in, long[] sums) {
    for (int i = 0; i < sums.length; i++) {
      long code = code(in);
      sums[i] = (code >>> 1) ^ -(code & 1);
    }
  }

  private static long code(ByteBuffer in) {
    long code = 0;
    for (int i = 0; i < MOST_BYTES_OF_SUM; i++) {
      byte next = in.get();
      code |= (long) (next & LOW) << (7 * i);
      if (next >= 0) {
        return code;
      }
    }
    throw new ModelException("statistics", "are damaged: a sum has no end");
  }

  private static long zigzag(long sum) {
    return (sum << 1) ^ (sum >> 63);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ModelException("statistics", "are damaged: " + otherwise);
    }
  }
}
