package dev.thaw.cloud.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/**
 * Where a command shows how something goes on: on a terminal the lines are drawn over the last
 * ones; elsewhere a plain line is printed, and only when it is another one. Not thread-safe.
 */
final class Screen {
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintWriter out;
  private final boolean terminal;
  private int drawn;
  private String printed = "";

  /**
   * A screen.
   *
   * @param terminal whether {@code out} understands the escape sequences of ECMA-48
   */
  Screen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A screen on {@code out}, which is the terminal if there is one. */
  static Screen of(PrintWriter out) {
    String kind = System.getenv("TERM");
    return new Screen(out, kind != null && !kind.equals("dumb") && hasTerminal());
  }

  @SuppressWarnings("SystemConsoleNull") // from Java 22 on, the console itself is asked
  private static boolean hasTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJava) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** A screen that nobody sees. */
  static Screen none() {
    return new Screen(new PrintWriter(Writer.nullWriter()), false);
  }

  boolean isTerminal() {
    return terminal;
  }

  /**
   * Shows how it stands.
   *
   * @param lines for a terminal
   * @param line for what is not one
   */
  void show(List<String> lines, String line) {
    if (terminal) {
      clear();
      lines.forEach(out::println);
      drawn = lines.size();
    } else if (!line.equals(printed)) {
      out.println(line);
      printed = line;
    }
    out.flush();
  }

  /** Takes what is drawn on a terminal away. */
  void clear() {
    if (drawn > 0) {
      out.print(UP_AND_CLEAR.formatted(drawn));
      out.flush();
      drawn = 0;
    }
  }
}
