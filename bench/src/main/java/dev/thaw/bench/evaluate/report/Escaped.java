package dev.thaw.bench.evaluate.report;

/** Text that means itself wherever it is put. Stateless. */
final class Escaped {
  private Escaped() {}

  /** Between tags or in an attribute. */
  static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** As {@link #html}, with {@code `code`} and {@code **strong**} as they mean in Markdown. */
  static String inline(String text) {
    return html(text)
        .replaceAll("`([^`]+)`", "<code>$1</code>")
        .replaceAll("\\*\\*([^*]+)\\*\\*", "<strong>$1</strong>");
  }

  /** In a cell of a Markdown table. */
  static String cell(String text) {
    return markdown(text).replace("|", "\\|").replace("\n", " ");
  }

  /** In a paragraph of Markdown, which would take tags for tags. */
  static String markdown(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
