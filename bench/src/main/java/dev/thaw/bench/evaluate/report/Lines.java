package dev.thaw.bench.evaluate.report;

/** Text in lines. Stateless. */
final class Lines {
  private Lines() {}

  /** Broken between words, so that lines have at most {@code letters}, or one word. */
  static String wrap(String text, int letters) {
    StringBuilder lines = new StringBuilder();
    int length = 0;
    for (String word : text.trim().split("\\s+", -1)) {
      boolean breaks = length > 0 && length + 1 + word.length() > letters;
      lines.append(length == 0 ? "" : breaks ? "\n" : " ").append(word);
      length = (breaks || length == 0 ? 0 : length + 1) + word.length();
    }
    return lines.toString();
  }
}
