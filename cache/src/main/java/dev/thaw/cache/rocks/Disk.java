package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The disk under a database's directory, asked what it is good for. Thread-safe. */
final class Disk {
  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);

  /** Ends as RocksDB's own temporary files do, so that whatever removes those removes it. */
  private static final String PROBE = "probe.dbtmp";

  private static final int PROBE_BYTES = 4 << 10;

  private final Path directory;

  Disk(Path directory) {
    this.directory = directory;
  }

  /** Bytes that may still be written. */
  long usableBytes() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw failure(directory, e);
    }
  }

  /** Whether a small file can be written, brought to the disk, and removed. Blocks for that. */
  synchronized boolean takesWrites() {
    Path probe = directory.resolve(PROBE);
    try (FileChannel file =
        FileChannel.open(
            probe,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      file.write(ByteBuffer.allocate(PROBE_BYTES));
      file.force(true);
      return true;
    } catch (IOException e) {
      LOG.debug("the disk still fails directory={} message={}", directory, e.getMessage());
      return false;
    }
  }

  /** Makes the directory, if there is none. */
  void createDirectory() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw failure(directory, e);
    }
    if (!Files.isWritable(directory)) {
      throw new StorageException(Kind.IO, directory, "cannot be written", null);
    }
  }

  static StorageException failure(Path directory, @Nullable IOException e) {
    return new StorageException(Kind.IO, directory, reason(e), e);
  }

  private static String reason(@Nullable IOException e) {
    if (e instanceof NoSuchFileException) {
      return "cannot be created or read";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e);
  }
}
