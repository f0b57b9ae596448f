package dev.thaw.demo.unipen;

import dev.thaw.demo.strokes.Stroke;

/** One run of points, pen down or pen up, with y already turned to point down. Immutable. */
record Component(boolean down, Stroke points) {
  int size() {
    return points.size();
  }

  /** A single point at the origin holds a place in the numbering and draws nothing. */
  boolean isPlaceholder() {
    return points.size() == 1 && points.x(0) == 0 && points.y(0) == 0;
  }
}
