package dev.thaw.bench.evaluate.report;

import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs of code, of strong and of plain text within a paragraph. Stateless. */
final class Spans {
  private static final Pattern MARKED =
      Pattern.compile("`([^`]+)`|\\*\\*(.+?)\\*\\*", Pattern.DOTALL);

  private Spans() {}

  /** Puts the changed runs together; {@code strong} gets what was changed already. */
  static String change(
      String text,
      UnaryOperator<String> plain,
      UnaryOperator<String> code,
      UnaryOperator<String> strong) {
    StringBuilder changed = new StringBuilder();
    int end = 0;
    Matcher matcher = MARKED.matcher(text);
    while (matcher.find()) {
      MatchResult found = matcher.toMatchResult();
      changed.append(plain.apply(text.substring(end, found.start())));
      changed.append(
          found.group(1) != null
              ? code.apply(found.group(1))
              : strong.apply(change(found.group(2), plain, code, strong)));
      end = found.end();
    }
    return changed.append(plain.apply(text.substring(end))).toString();
  }
}
