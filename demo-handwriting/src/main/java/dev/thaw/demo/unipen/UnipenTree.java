package dev.thaw.demo.unipen;

import dev.thaw.demo.data.DataFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An opened distribution, a directory or a zip: the folder that holds {@code data/} and {@code
 * include/}. Close it after reading. Not thread-safe.
 */
final class UnipenTree implements AutoCloseable {
  private static final List<String> SETS = List.of("1a", "1b", "1c");
  private static final int MAX_INCLUDE_DEPTH = 8;

  private final Path origin;
  private final @Nullable FileSystem zip;
  private final Path root;
  private int includeDepth;

  private UnipenTree(Path origin, @Nullable FileSystem zip, Path root) {
    this.origin = origin;
    this.zip = zip;
    this.root = root;
  }

  /**
   * Opens a directory or a zip.
   *
   * @throws DataFileException if it is neither, or holds no UNIPEN distribution
   */
  static UnipenTree open(Path origin) {
    if (!Files.exists(origin)) {
      throw new DataFileException(origin, "no such file or directory");
    }
    if (Files.isDirectory(origin)) {
      return new UnipenTree(origin, null, findRoot(origin, origin));
    }
    FileSystem zip = openZip(origin);
    try {
      return new UnipenTree(origin, zip, findRoot(origin, zip.getPath("/")));
    } catch (RuntimeException e) {
      closeQuietly(zip);
      throw e;
    }
  }

  private static FileSystem openZip(Path origin) {
    try {
      return FileSystems.newFileSystem(origin);
    } catch (IOException | ProviderNotFoundException e) {
      throw new DataFileException(origin, "neither a directory nor a readable zip");
    }
  }

  private static void closeQuietly(FileSystem zip) {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path findRoot(Path origin, Path top) {
    try (Stream<Path> below = Files.walk(top, 1)) {
      return below
          .filter(p -> Files.isDirectory(p.resolve("data")))
          .filter(p -> Files.isDirectory(p.resolve("include")))
          .findFirst()
          .orElseThrow(
              () -> new DataFileException(origin, "not UNIPEN: no data/ and include/ in it"));
    } catch (IOException | UncheckedIOException e) {
      throw new DataFileException(origin, "cannot be listed");
    }
  }

  /** All files of the sets 1a, 1b and 1c, sorted by path. */
  List<SetFile> setFiles() {
    List<SetFile> files =
        SETS.stream()
            .map(set -> root.resolve("data").resolve(set))
            .filter(Files::isDirectory)
            .flatMap(set -> filesBelow(set).stream())
            .map(this::setFile)
            .toList();
    if (files.isEmpty()) {
      throw new DataFileException(origin, "not UNIPEN: no files in data/1a, data/1b or data/1c");
    }
    return files;
  }

  private List<Path> filesBelow(Path folder) {
    try (Stream<Path> below = Files.walk(folder)) {
      return below
          .filter(p -> p.toString().endsWith(".dat"))
          .sorted((a, b) -> a.toString().compareTo(b.toString()))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DataFileException(name(folder), "cannot be listed");
    }
  }

  private SetFile setFile(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      return SetFile.parse(name(file), reader);
    } catch (IOException e) {
      throw new DataFileException(name(file), "cannot be read");
    }
  }

  /** Reads a file below {@code include/} and those it includes. */
  InkFile inkFile(String path) {
    Path include = root.resolve("include").normalize();
    Path file = below(include, path);
    if (!file.startsWith(include) || includeDepth == MAX_INCLUDE_DEPTH) {
      throw new DataFileException(name(file), "cannot be included");
    }
    includeDepth++;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      return new InkParser(this::inkFile).parse(path, reader);
    } catch (IOException e) {
      throw new DataFileException(name(file), "included, but cannot be read");
    } catch (IllegalArgumentException e) {
      throw new DataFileException(name(file), String.valueOf(e.getMessage()));
    } finally {
      includeDepth--;
    }
  }

  private Path below(Path include, String path) {
    try {
      return include.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new DataFileException(name(include), "cannot hold a file \"" + path + '"');
    }
  }

  private String name(Path file) {
    return origin + (zip == null ? " > " : "!") + root.relativize(file);
  }

  @Override
  public void close() {
    if (zip != null) {
      closeQuietly(zip);
    }
  }
}
