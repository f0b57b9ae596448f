package dev.thaw.demo.profile;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.strokes.Bounds;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import dev.thaw.demo.strokes.StrokeMaps;
import dev.thaw.demo.strokes.WriterContext;
import dev.thaw.protocol.Tensor;
import java.util.List;

/** How large a person writes and where, which a drawing is read by. Thread-safe. */
final class WritingHand {
  /** As many characters as the context looks back on. */
  static final int MEMORY = 250;

  private final WriterContext context = new WriterContext();

  /** A hand that wrote characters in these places, oldest first. */
  WritingHand(List<Bounds> past) {
    past.forEach(this::observe);
  }

  /** What the model reads: the drawing's maps and its context as of now. */
  List<Tensor> read(Drawing drawing) {
    return List.of(
        Tensor.ofFloats(CharacterInContext.INPUT_SHAPES.get(0), StrokeMaps.rasterise(drawing)),
        Tensor.ofFloats(CharacterInContext.INPUT_SHAPES.get(1), describe(drawing)));
  }

  /** Remembers a saved character: nothing but its box counts. */
  final void observe(Bounds bounds) {
    Stroke diagonal =
        new Stroke(
            new float[] {bounds.left(), bounds.right()},
            new float[] {bounds.top(), bounds.bottom()});
    synchronized (context) {
      context.observe(new Drawing(List.of(diagonal)));
    }
  }

  private float[] describe(Drawing drawing) {
    synchronized (context) {
      return context.describe(drawing);
    }
  }
}
