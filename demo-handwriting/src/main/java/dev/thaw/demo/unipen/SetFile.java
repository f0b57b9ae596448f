package dev.thaw.demo.unipen;

import dev.thaw.demo.data.DataFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file below {@code data/}: it names the ink it is about and lists segments of it. Immutable.
 *
 * @param includes paths below {@code include/}, in file order
 */
record SetFile(String path, List<String> includes, List<Segment> segments) {
  SetFile {
    includes = List.copyOf(includes);
    segments = List.copyOf(segments);
  }

  private static final Pattern SEGMENT =
      Pattern.compile("\\.SEGMENT\\s+CHARACTER\\s+(\\S+)\\s+\\S+\\s+\"(.*)\"\\s*");

  /** Reads to the end; the caller closes the reader. */
  static SetFile parse(String path, BufferedReader reader) throws IOException {
    List<String> includes = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.startsWith(".INCLUDE")) {
        includes.add(line.substring(".INCLUDE".length()).trim());
      } else if (line.startsWith(".SEGMENT CHARACTER")) {
        segments.add(segment(path, number, line));
      }
    }
    return new SetFile(path, includes, segments);
  }

  private static Segment segment(String path, int number, String line) {
    Matcher matcher = SEGMENT.matcher(line);
    if (!matcher.matches()) {
      throw new DataFileException(path, "line " + number + " is not a segment: " + line);
    }
    try {
      return new Segment(SegmentRange.parseList(matcher.group(1)), matcher.group(2));
    } catch (IllegalArgumentException e) {
      throw new DataFileException(path, "line " + number + ": " + e.getMessage());
    }
  }
}
