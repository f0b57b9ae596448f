package dev.thaw.demo.unipen;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A labelled part of the ink: which components it is made of, and what they say. Immutable.
 *
 * @param label any text; not only labels of the alphabet
 */
record Segment(List<SegmentRange> ranges, String label) {
  Segment {
    ranges = List.copyOf(ranges);
  }

  /** Orders segments as they stand in the ink. */
  static final Comparator<Segment> BY_PLACE =
      Comparator.comparingInt(Segment::firstComponent).thenComparingInt(Segment::firstPoint);

  /** Whether the label is one of the 62. */
  boolean isWanted() {
    return label.length() == 1 && Alphabet.contains(label.charAt(0));
  }

  int firstComponent() {
    return ranges.get(0).firstComponent();
  }

  int firstPoint() {
    return ranges.get(0).firstPoint();
  }

  boolean hasSeveralComponents() {
    return ranges.size() > 1 || ranges.get(0).lastComponent() > ranges.get(0).firstComponent();
  }

  /** The pen-down strokes inside the ranges; empty if none is. */
  Optional<Drawing> draw(List<Component> components) {
    List<Stroke> strokes = new ArrayList<>();
    for (SegmentRange range : ranges) {
      int end = Math.min(range.lastComponent(), components.size() - 1);
      for (int i = range.firstComponent(); i <= end; i++) {
        Component component = components.get(i);
        int from = i == range.firstComponent() ? range.firstPoint() : 0;
        int to = component.size() - 1;
        if (i == range.lastComponent()) {
          to = Math.min(to, range.lastPoint());
        }
        if (component.down() && !component.isPlaceholder() && from <= to) {
          strokes.add(component.points().part(from, to));
        }
      }
    }
    return strokes.isEmpty() ? Optional.empty() : Optional.of(new Drawing(strokes));
  }
}
