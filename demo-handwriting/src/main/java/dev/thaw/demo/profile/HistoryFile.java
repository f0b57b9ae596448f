package dev.thaw.demo.profile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A file of text lines that only grows. A last line without its end was being written when the
 * process was killed; it is cut off at the next opening. Not thread-safe.
 */
final class HistoryFile implements AutoCloseable {
  private final Path path;
  private final RandomAccessFile file;
  private long size;

  private HistoryFile(Path path, RandomAccessFile file, long size) {
    this.path = path;
    this.file = file;
    this.size = size;
  }

  /** Opens the file, which is created if need be, handing each whole line to {@code reader}. */
  static HistoryFile open(Path path, Consumer<String> reader) {
    try {
      long whole = Files.exists(path) ? read(path, reader) : 0;
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      file.setLength(whole);
      file.seek(whole);
      return new HistoryFile(path, file, whole);
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  /**
   * Appends a line, or leaves the file as it was.
   *
   * @param force whether to wait until the disk has it
   */
  void append(String line, boolean force) {
    byte[] bytes = (line + '\n').getBytes(UTF_8);
    try {
      file.write(bytes);
      if (force) {
        file.getFD().sync();
      }
      size += bytes.length;
    } catch (IOException e) {
      cutOff();
      throw failure("written", path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failure("closed", path, e);
    }
  }

  /** Returns how many bytes the whole lines take. */
  private static long read(Path path, Consumer<String> reader) throws IOException {
    long whole = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          whole += line.size() + 1;
          reader.accept(line.toString(UTF_8));
          line.reset();
        } else {
          line.write(next);
        }
      }
    }
    return whole;
  }

  private void cutOff() {
    try {
      file.setLength(size);
      file.seek(size);
    } catch (IOException ignored) {
      // the first failure is reported; a torn line is cut off at the next opening
    }
  }

  private static ProfileException failure(String what, Path path, IOException cause) {
    return new ProfileException(
        "The history in %s cannot be %s: %s. Check that the disk has room and can be written."
            .formatted(path, what, cause.getMessage()),
        cause);
  }
}
