package dev.thaw.demo.synthetic;

import dev.thaw.demo.data.Alphabet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The shapes of {@code letters.txt}: for each class, the ways to write it. Immutable. */
final class Letters {
  private static final String RESOURCE = "letters.txt";

  private final List<List<Letterform>> byClass;

  private Letters(List<List<Letterform>> byClass) {
    this.byClass = byClass;
  }

  /** Reads the shapes that come with this class. */
  static Letters load() {
    try (InputStream in = Letters.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the class path");
      }
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Letters read(BufferedReader lines) {
    List<List<Letterform>> byClass =
        IntStream.range(0, Alphabet.SIZE)
            .<List<Letterform>>mapToObj(i -> new ArrayList<>())
            .toList();
    lines
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line ->
                byClass
                    .get(Alphabet.classOf(line.charAt(0)))
                    .add(Letterform.parse(line.substring(2))));
    return new Letters(byClass.stream().map(List::copyOf).toList());
  }

  /** The ways to write a class, at least one. */
  List<Letterform> of(int classIndex) {
    return byClass.get(classIndex);
  }
}
