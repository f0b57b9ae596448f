package dev.thaw.demo.unipen;

import dev.thaw.demo.strokes.Stroke;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Parses one included file and what it includes in turn. Not thread-safe; made for one file.
 *
 * <p>Keywords count only in column 0; what is indented is prose. Points are the lines that begin
 * with a number and follow {@code .PEN_DOWN} or {@code .PEN_UP}; {@code .DT} may stand between
 * them, any other keyword ends the component. A component without points is not counted.
 */
final class InkParser {
  private final Function<String, InkFile> includes;
  private final List<Component> components = new ArrayList<>();
  private String writerId = "";
  private boolean inComponent;
  private boolean down;
  private float[] x = new float[256];
  private float[] y = new float[256];
  private int size;

  /** {@code includes} reads another file below {@code include/}. */
  InkParser(Function<String, InkFile> includes) {
    this.includes = includes;
  }

  /** Reads to the end; the caller closes the reader. */
  InkFile parse(String path, BufferedReader reader) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(".")) {
        keyword(line);
      } else if (inComponent) {
        point(line);
      }
    }
    endComponent();
    return new InkFile(path, writerId, components);
  }

  private void keyword(String line) {
    String word = firstWord(line, 0);
    if (word.equals(".DT")) {
      return;
    }
    endComponent();
    inComponent = word.equals(".PEN_DOWN") || word.equals(".PEN_UP");
    down = word.equals(".PEN_DOWN");
    String rest = line.substring(word.length()).trim();
    if (word.equals(".WRITER_ID")) {
      writerId = rest;
    } else if (word.equals(".INCLUDE")) {
      append(includes.apply(rest));
    }
  }

  private void append(InkFile included) {
    components.addAll(included.components());
    writerId = included.writerId().isEmpty() ? writerId : included.writerId();
  }

  private void point(String line) {
    int start = skipSpace(line, 0);
    if (start == line.length() || !startsNumber(line.charAt(start))) {
      return;
    }
    String first = firstWord(line, start);
    int next = skipSpace(line, start + first.length());
    if (next == line.length() || !startsNumber(line.charAt(next))) {
      return;
    }
    try {
      add(Float.parseFloat(first), Float.parseFloat(firstWord(line, next)));
    } catch (NumberFormatException e) {
      inComponent = false;
    }
  }

  private void add(float px, float py) {
    if (size == x.length) {
      x = Arrays.copyOf(x, 2 * size);
      y = Arrays.copyOf(y, 2 * size);
    }
    x[size] = px;
    y[size++] = 0 - py; // the format counts upwards
  }

  private void endComponent() {
    if (size > 0) {
      components.add(
          new Component(down, new Stroke(Arrays.copyOf(x, size), Arrays.copyOf(y, size))));
    }
    size = 0;
  }

  private static boolean startsNumber(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+';
  }

  private static int skipSpace(String line, int from) {
    int i = from;
    while (i < line.length() && line.charAt(i) <= ' ') {
      i++;
    }
    return i;
  }

  private static String firstWord(String line, int from) {
    int end = from;
    while (end < line.length() && line.charAt(end) > ' ') {
      end++;
    }
    return line.substring(from, end);
  }
}
