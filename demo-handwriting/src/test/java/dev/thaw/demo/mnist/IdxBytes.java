package dev.thaw.demo.mnist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes IDX files for tests. */
public final class IdxBytes {
  private IdxBytes() {}

  /** The bytes of one file. */
  static byte[] idx(int magic, byte[] values, int... extents) {
    ByteBuffer out = ByteBuffer.allocate(4 + 4 * extents.length + values.length);
    out.putInt(magic);
    for (int extent : extents) {
      out.putInt(extent);
    }
    return out.put(values).array();
  }

  /** Writes a part whose image {@code i} is a bar in a row of its own for each of ten labels. */
  public static void writeBars(Path directory, String part, int count) throws IOException {
    byte[] pixels = new byte[count * 784];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
      for (int x = 4; x < 24; x++) {
        pixels[i * 784 + (4 + 2 * labels[i]) * 28 + x] = (byte) 200;
      }
    }
    Files.createDirectories(directory);
    byte[] images = idx(0x803, pixels, count, 28, 28);
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), images);
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), idx(0x801, labels, count));
  }
}
