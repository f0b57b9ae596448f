package dev.thaw.demo.mnist;

import dev.thaw.demo.data.DataFileException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX format (big-endian: two zero bytes, type 8, rank; the
 * extents; the values), plain or gzipped. Not thread-safe; the values are not copied.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int MAX_VALUES = 1 << 28;
  private static final int GZIP = 0x1f8b;
  private static final int CHUNK = 1 << 20;

  private final int[] extents;
  private final byte[] values;

  private IdxFile(int[] extents, byte[] values) {
    this.extents = extents;
    this.values = values;
  }

  /**
   * Reads a whole file.
   *
   * @param rank the number of extents it should have
   * @throws DataFileException if it is missing or anything else than that
   */
  static IdxFile read(Path file, int rank) {
    try (InputStream in = open(file)) {
      return read(file, new DataInputStream(in), rank);
    } catch (EOFException e) {
      throw new DataFileException(file, "ends early");
    } catch (NoSuchFileException e) {
      throw new DataFileException(file, "there is no such file");
    } catch (ZipException e) {
      throw new DataFileException(file, "is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw new DataFileException(file, "cannot be read: " + e.getMessage());
    }
  }

  /** The extent of dimension {@code axis}. */
  int extent(int axis) {
    return extents[axis];
  }

  /** The value at {@code index} in row-major order, 0 to 255. */
  int value(int index) {
    return values[index] & 0xff;
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.mark(2);
    int first = in.read() << 8 | in.read();
    in.reset();
    return first == GZIP ? new BufferedInputStream(new GZIPInputStream(in), 1 << 16) : in;
  }

  private static IdxFile read(Path file, DataInputStream in, int rank) throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTES | rank)) {
      throw new DataFileException(
          file, String.format("has magic 0x%08x, not 0x%08x", magic, UNSIGNED_BYTES | rank));
    }
    int[] extents = new int[rank];
    long size = 1;
    for (int axis = 0; axis < rank; axis++) {
      extents[axis] = in.readInt();
      size *= extents[axis];
      if (extents[axis] <= 0 || size > MAX_VALUES) {
        String stated = Arrays.toString(Arrays.copyOf(extents, axis + 1));
        throw new DataFileException(file, "states an impossible size: " + stated);
      }
    }
    return new IdxFile(extents, readValues(file, in, (int) size));
  }

  /** Grows with what is really there, not with what the header says. */
  private static byte[] readValues(Path file, InputStream in, int size) throws IOException {
    byte[] values = new byte[Math.min(size, CHUNK)];
    int filled = 0;
    while (filled < size) {
      if (filled == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(size, 2L * filled));
      }
      int read = in.read(values, filled, values.length - filled);
      if (read < 0) {
        throw new DataFileException(file, "ends after " + filled + " of " + size + " values");
      }
      filled += read;
    }
    if (in.read() >= 0) {
      throw new DataFileException(file, "goes on after its " + size + " values");
    }
    return values;
  }
}
