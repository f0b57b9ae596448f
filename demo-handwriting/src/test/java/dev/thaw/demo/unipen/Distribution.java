package dev.thaw.demo.unipen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A made-up UNIPEN distribution, to be written as a directory or as a zip. */
final class Distribution {
  private final Map<String, String> files = new LinkedHashMap<>();

  /** Adds a file; an empty distribution still has its two folders. */
  Distribution with(String path, String... lines) {
    files.put(path, String.join("\n", lines) + "\n");
    return this;
  }

  Path asDirectory(Path folder) {
    try {
      Files.createDirectories(folder.resolve("data"));
      Files.createDirectories(folder.resolve("include"));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path target = folder.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue().getBytes(StandardCharsets.ISO_8859_1));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path asZip(Path zip) {
    try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      asDirectory(system.getPath("/"));
      return zip;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
