package dev.thaw.demo.strokes;

/**
 * Moves over the pixel grid and inks the maps. Not thread-safe; made for one drawing.
 *
 * <p>Tablet points are closer together than pixels, and their rounding makes the direction from
 * point to point jump. The pen therefore inks a chord whenever it is {@link #STEP} pixels away from
 * where the last chord ended; each chord touches only the pixels within reach.
 */
final class Pen {
  private static final int SIDE = StrokeMaps.SIDE;
  private static final int PLANE = SIDE * SIDE;
  private static final float STEP = 1f;
  private static final int ARC = 9 * PLANE;
  private static final double SECTOR = Math.PI / 4;
  private static final int LIFTED = 10 * PLANE;

  private final float[] maps;
  private final int offset;
  private final float reach;
  private final float length;
  private boolean started;
  private float x;
  private float y;
  private float chordX;
  private float chordY;
  private float drawn;
  private float chordDrawn;
  private boolean inked;
  private boolean directed;
  private int firstPlane;
  private int secondPlane;
  private float secondShare;

  Pen(float[] maps, int offset, float reach, float length) {
    this.maps = maps;
    this.offset = offset;
    this.reach = reach;
    this.length = length;
  }

  /** Moves to the start of a stroke, through the air unless it is the first. */
  void liftTo(float toX, float toY) {
    if (started) {
      lifted(x, y, toX, toY);
    }
    started = true;
    inked = false;
    x = toX;
    y = toY;
    chordX = toX;
    chordY = toY;
    chordDrawn = drawn;
  }

  /** Draws to a point. */
  void moveTo(float toX, float toY) {
    drawn += (float) Math.hypot(toX - x, toY - y);
    x = toX;
    y = toY;
    if (squaredChord() >= STEP * STEP) {
      inkChord();
    }
  }

  /** Draws what is left of the stroke; a stroke without extent becomes a dot. */
  void endStroke() {
    if (!inked || squaredChord() > 0) {
      inkChord();
    }
  }

  private float squaredChord() {
    float dx = x - chordX;
    float dy = y - chordY;
    return dx * dx + dy * dy;
  }

  private void inkChord() {
    float dx = x - chordX;
    float dy = y - chordY;
    turnTo(dx, dy);
    int toRow = lastPixel(Math.max(y, chordY));
    int toColumn = lastPixel(Math.max(x, chordX));
    int fromColumn = firstPixel(Math.min(x, chordX));
    for (int row = firstPixel(Math.min(y, chordY)); row <= toRow; row++) {
      for (int column = fromColumn; column <= toColumn; column++) {
        inkPixel(row, column, dx, dy);
      }
    }
    inked = true;
    chordX = x;
    chordY = y;
    chordDrawn = drawn;
  }

  /** Chooses the two direction maps that share the chord; a dot belongs to none. */
  private void turnTo(float dx, float dy) {
    directed = dx != 0 || dy != 0;
    double sector = directed ? Math.atan2(dy, dx) / SECTOR : 0;
    int first = (int) Math.floor(sector);
    secondShare = (float) (sector - first);
    firstPlane = offset + (1 + (first & 7)) * PLANE;
    secondPlane = offset + (1 + ((first + 1) & 7)) * PLANE;
  }

  private void inkPixel(int row, int column, float dx, float dy) {
    float along = along(column - chordX, row - chordY, dx, dy, dx * dx + dy * dy);
    float value = intensity(column - chordX - along * dx, row - chordY - along * dy);
    if (value <= 0) {
      return;
    }
    int pixel = row * SIDE + column;
    if (directed) {
      raise(firstPlane + pixel, value * (1 - secondShare));
      raise(secondPlane + pixel, value * secondShare);
    }
    if (value > maps[offset + pixel]) {
      maps[offset + pixel] = value;
      float here = chordDrawn + along * (drawn - chordDrawn);
      maps[offset + ARC + pixel] = value * Math.min(1, here / length);
    }
  }

  private void lifted(float fromX, float fromY, float toX, float toY) {
    float dx = toX - fromX;
    float dy = toY - fromY;
    float squared = dx * dx + dy * dy;
    int pieces = Math.max(1, (int) Math.ceil(Math.sqrt(squared) / 4));
    for (int piece = 0; piece < pieces; piece++) {
      float start = (float) piece / pieces;
      liftedPiece(fromX + start * dx, fromY + start * dy, dx / pieces, dy / pieces);
    }
  }

  private void liftedPiece(float fromX, float fromY, float dx, float dy) {
    float squared = dx * dx + dy * dy;
    int toRow = lastPixel(Math.max(fromY, fromY + dy));
    int toColumn = lastPixel(Math.max(fromX, fromX + dx));
    int fromColumn = firstPixel(Math.min(fromX, fromX + dx));
    for (int row = firstPixel(Math.min(fromY, fromY + dy)); row <= toRow; row++) {
      for (int column = fromColumn; column <= toColumn; column++) {
        float along = along(column - fromX, row - fromY, dx, dy, squared);
        float value = intensity(column - fromX - along * dx, row - fromY - along * dy);
        raise(offset + LIFTED + row * SIDE + column, value);
      }
    }
  }

  private static float along(float px, float py, float dx, float dy, float squared) {
    return squared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
  }

  private float intensity(float dx, float dy) {
    float squared = dx * dx + dy * dy;
    if (squared >= reach * reach) {
      return 0;
    }
    return Math.min(1, reach - (float) Math.sqrt(squared));
  }

  private void raise(int index, float value) {
    if (value > maps[index]) {
      maps[index] = value;
    }
  }

  private int firstPixel(float coordinate) {
    return Math.max(0, (int) Math.ceil(coordinate - reach));
  }

  private int lastPixel(float coordinate) {
    return Math.min(SIDE - 1, (int) Math.floor(coordinate + reach));
  }
}
