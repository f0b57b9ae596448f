package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native library. RocksDB itself unpacks a copy for each process, which a killed
 * one leaves behind, or into a shared directory, where a starting process overwrites the file that
 * another is loading. With {@code THAW_NATIVE_DIR} set, the library is unpacked there once, under a
 * name of its own until it is whole.
 */
final class NativeLibrary {
  private static final String DIRECTORY = "THAW_NATIVE_DIR";
  private static final String PACKED_NAME = Environment.getJniLibraryFileName("rocksdb");

  /** RocksDB looks for another name in a directory than in its jar. */
  private static final String LOADED_NAME = Environment.getJniLibraryFileName("rocksdbjni");

  private NativeLibrary() {}

  /**
   * Loads it, unless it is loaded. Thread-safe.
   *
   * @throws StorageException if it cannot be unpacked
   */
  static void load() {
    String directory = System.getenv(DIRECTORY);
    if (directory == null || directory.isEmpty()) {
      RocksDB.loadLibrary();
    } else {
      RocksDB.loadLibrary(List.of(unpackedIn(Path.of(directory)).toString()));
    }
  }

  /** The directory below {@code parent} that holds the whole library. */
  static Path unpackedIn(Path parent) {
    try (InputStream packed = open()) {
      byte[] library = packed.readAllBytes();
      Path directory = Files.createDirectories(parent.resolve("rocksdb-" + library.length));
      Path file = directory.resolve(LOADED_NAME);
      if (!Files.exists(file)) {
        Path unfinished = Files.createTempFile(directory, "unpacking", null);
        Files.write(unfinished, library);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return directory.toAbsolutePath();
    } catch (IOException e) {
      throw new StorageException(Kind.IO, parent, "cannot unpack " + PACKED_NAME + ": " + e, e);
    }
  }

  private static InputStream open() throws IOException {
    InputStream packed = RocksDB.class.getClassLoader().getResourceAsStream(PACKED_NAME);
    if (packed == null) {
      throw new IOException("there is none for this platform");
    }
    return packed;
  }
}
