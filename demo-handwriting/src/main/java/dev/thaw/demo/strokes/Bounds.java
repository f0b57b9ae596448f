package dev.thaw.demo.strokes;

/** The smallest upright box around ink, y pointing down. Immutable. */
public record Bounds(float left, float top, float right, float bottom) {
  /** Refuses a box whose edges are swapped. */
  public Bounds {
    if (!(left <= right && top <= bottom)) {
      throw new IllegalArgumentException(
          "not a box: " + left + ".." + right + " by " + top + ".." + bottom);
    }
  }

  /** Horizontal extent, 0 for a dot. */
  public float width() {
    return right - left;
  }

  /** Vertical extent, 0 for a dot. */
  public float height() {
    return bottom - top;
  }

  /** The longer side. */
  public float size() {
    return Math.max(width(), height());
  }

  /** Horizontal centre. */
  public float centreX() {
    return (left + right) / 2;
  }

  /** Vertical centre. */
  public float centreY() {
    return (top + bottom) / 2;
  }
}
