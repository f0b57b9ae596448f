package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @TempDir Path parent;

  @Test
  void whoeverStartsAtTheSameTimeFindsOneWholeFileThatNobodyTouchesAgain() throws IOException {
    List<CompletableFuture<Path>> starts =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> NativeLibrary.unpackedIn(parent)))
            .toList();
    Path directory = starts.get(0).join();
    assertThat(starts).allSatisfy(start -> assertThat(start.join()).isEqualTo(directory));
    Path file = onlyFileIn(directory);
    assertThat(directory.getFileName()).hasToString("rocksdb-" + Files.size(file));
    Object key = fileKey(file);
    NativeLibrary.unpackedIn(parent);
    assertThat(fileKey(onlyFileIn(directory))).as("not replaced").isEqualTo(key);
  }

  private static Path onlyFileIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
  }
}
