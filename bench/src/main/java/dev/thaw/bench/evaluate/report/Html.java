package dev.thaw.bench.evaluate.report;

/** Text in HTML and SVG. Stateless. */
final class Html {
  private Html() {}

  /** Fit for an element and for a quoted attribute; without what XML has no place for. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints().filter(Html::isAllowed).forEach(each -> append(escaped, each));
    return escaped.toString();
  }

  private static void append(StringBuilder to, int codePoint) {
    switch (codePoint) {
      case '&' -> to.append("&amp;");
      case '<' -> to.append("&lt;");
      case '>' -> to.append("&gt;");
      case '"' -> to.append("&quot;");
      case '\'' -> to.append("&#39;");
      default -> to.appendCodePoint(codePoint);
    }
  }

  private static boolean isAllowed(int each) {
    boolean surrogate = each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE;
    boolean character = !surrogate && each != 0xFFFE && each != 0xFFFF;
    return each == '\n' || each == '\t' || (each >= ' ' && character);
  }
}
