package dev.thaw.demo.unipen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One element {@code a[:m]-b[:n]} of a segment's list: from point {@code m} of component {@code a}
 * to point {@code n} of component {@code b}, both counted from 0 and both included. Immutable.
 *
 * @param lastPoint {@link #TO_THE_END} where the file names none
 */
record SegmentRange(int firstComponent, int firstPoint, int lastComponent, int lastPoint) {
  static final int TO_THE_END = Integer.MAX_VALUE;

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9})(?::(\\d{1,9}))?(?:-(\\d{1,9})(?::(\\d{1,9}))?)?");

  /**
   * Parses a comma list.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static List<SegmentRange> parseList(String list) {
    List<SegmentRange> ranges = new ArrayList<>();
    for (String element : list.split(",", -1)) {
      ranges.add(parse(element));
    }
    return ranges;
  }

  private static SegmentRange parse(String element) {
    Matcher matcher = FORM.matcher(element);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a segment range: '" + element + "'");
    }
    int first = Integer.parseInt(matcher.group(1));
    int firstPoint = number(matcher.group(2), 0);
    boolean single = matcher.group(3) == null;
    int last = number(matcher.group(3), first);
    // "a:m" alone is one component from point m on
    int lastPoint = single ? TO_THE_END : number(matcher.group(4), TO_THE_END);
    return new SegmentRange(first, firstPoint, last, lastPoint);
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }
}
