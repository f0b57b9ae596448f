package dev.thaw.bench.evaluate.report;

import java.util.List;
import java.util.stream.Stream;

/** The paragraphs of a text, each on one line. Stateless. */
final class Paragraphs {
  private Paragraphs() {}

  static List<String> of(Text text) {
    return Stream.of(text.paragraphs().split("\\n\\s*\\n"))
        .map(paragraph -> paragraph.trim().replaceAll("\\s+", " "))
        .filter(paragraph -> !paragraph.isEmpty())
        .toList();
  }
}
