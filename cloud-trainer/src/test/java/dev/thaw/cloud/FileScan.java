package dev.thaw.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every byte of every file in a directory, as they were when it was made. Tables are compressed:
 * what is looked for must be found by the same search as long as it is there.
 */
final class FileScan {
  private static final int WINDOW = 16;

  private final List<String> contents;

  private FileScan(List<String> contents) {
    this.contents = contents;
  }

  static FileScan of(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return new FileScan(files.filter(Files::isRegularFile).map(FileScan::read).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a file has exactly these bytes. */
  boolean has(byte[] wanted) {
    String text = text(wanted);
    return contents.stream().anyMatch(content -> content.contains(text));
  }

  boolean has(String wanted) {
    return has(wanted.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a file has 16 bytes in a row of these, from every eighth on, that are not alike. */
  boolean hasPieceOf(byte[] whole) {
    return IntStream.iterate(0, from -> from <= whole.length - WINDOW, from -> from + WINDOW / 2)
        .mapToObj(from -> Arrays.copyOfRange(whole, from, from + WINDOW))
        .filter(FileScan::isTelling)
        .anyMatch(this::has);
  }

  private static boolean isTelling(byte[] piece) {
    return IntStream.range(0, piece.length).map(i -> piece[i]).distinct().count() > WINDOW / 2;
  }

  private static String read(Path file) {
    try {
      return text(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return ""; // deleted meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
