package dev.thaw.demo.strokes;

/**
 * Draws strokes into the 11 maps of 28 x 28 pixels that the handwriting net reads. Stateless.
 *
 * <p>The bounding box is scaled to 20 pixels, aspect kept, and centred. A line covers a pixel with
 * intensity {@code clamp(reach - distance, 0, 1)}. Map 0 is that intensity; maps 1 to 8 split it by
 * pen direction (0, 45, ... 315 degrees, clockwise from rightwards) linearly between the two
 * neighbours; map 9 is intensity times the share of the pen-down length drawn so far; map 10 shows
 * the straight lines from each stroke's end to the next one's start.
 */
public final class StrokeMaps {
  /** Number of maps. */
  public static final int CHANNELS = 11;

  /** Width and height of a map in pixels. */
  public static final int SIDE = 28;

  /** Floats in all maps of one character. */
  public static final int LENGTH = CHANNELS * SIDE * SIDE;

  /** Distance in pixels at which a line's intensity has fallen to 0. */
  public static final float DEFAULT_REACH = 1.5f;

  private static final float BOX = 20;

  private StrokeMaps() {}

  /** The maps of a drawing, row-major {@code [11, 28, 28]}, values 0 to 1. */
  public static float[] rasterise(Drawing drawing) {
    return rasterise(drawing, DEFAULT_REACH);
  }

  /** The maps as drawn by a pen of another width. */
  public static float[] rasterise(Drawing drawing, float reach) {
    float[] maps = new float[LENGTH];
    rasterise(drawing, reach, maps, 0);
    return maps;
  }

  /** Writes the maps into {@code target} from {@code offset} on, where all values must be 0. */
  public static void rasterise(Drawing drawing, float reach, float[] target, int offset) {
    Bounds bounds = drawing.bounds();
    float scale = bounds.size() > 0 ? BOX / bounds.size() : 1;
    float shiftX = (SIDE - 1) / 2f - bounds.centreX() * scale;
    float shiftY = (SIDE - 1) / 2f - bounds.centreY() * scale;
    float length = Math.max(drawing.length() * scale, 1e-6f);
    Pen pen = new Pen(target, offset, reach, length);
    for (Stroke stroke : drawing.strokes()) {
      pen.liftTo(stroke.x(0) * scale + shiftX, stroke.y(0) * scale + shiftY);
      for (int i = 1; i < stroke.size(); i++) {
        pen.moveTo(stroke.x(i) * scale + shiftX, stroke.y(i) * scale + shiftY);
      }
      pen.endStroke();
    }
  }
}
