package dev.thaw.demo.strokes;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Redraws a character as the same person might have drawn it another time: turned, slanted and
 * stretched, bent by a smooth random field, each stroke a little out of place, the hand trembling.
 * Not thread-safe; as random as the generator it is given.
 */
public final class Augmentation {
  private static final float TURN = 0.14f;
  private static final float SLANT = 0.2f;
  private static final float STRETCH = 0.15f;
  private static final float BEND = 0.035f;
  private static final float SHIFT = 0.02f;
  private static final float TREMBLE = 0.006f;
  private static final float THINNEST = 1.2f;
  private static final float THICKEST = 1.9f;

  private final RandomGenerator random;

  /** Creates an augmentation that draws its choices from {@code random}. */
  public Augmentation(RandomGenerator random) {
    this.random = random;
  }

  /** A pen width to draw with, as the reach of {@link StrokeMaps#rasterise(Drawing, float)}. */
  public float reach() {
    return random.nextFloat(THINNEST, THICKEST);
  }

  /** The drawing, redrawn; the result is in units of the original's size, around 0. */
  public Drawing redraw(Drawing drawing) {
    Bounds bounds = drawing.bounds();
    float scale = bounds.size() > 0 ? 1 / bounds.size() : 1;
    float[] matrix = matrix();
    Wave[] waves = {wave(), wave(), wave()};
    List<Stroke> strokes = new ArrayList<>(drawing.strokes().size());
    for (Stroke stroke : drawing.strokes()) {
      strokes.add(redraw(stroke, bounds, scale, matrix, waves));
    }
    return new Drawing(strokes);
  }

  private Stroke redraw(Stroke stroke, Bounds bounds, float scale, float[] matrix, Wave[] waves) {
    float[] xs = new float[stroke.size()];
    float[] ys = new float[stroke.size()];
    float shiftX = normal(SHIFT);
    float shiftY = normal(SHIFT);
    float trembleX = 0;
    float trembleY = 0;
    for (int i = 0; i < xs.length; i++) {
      float x = (stroke.x(i) - bounds.centreX()) * scale;
      float y = (stroke.y(i) - bounds.centreY()) * scale;
      trembleX = 0.7f * trembleX + triangular(TREMBLE);
      trembleY = 0.7f * trembleY + triangular(TREMBLE);
      float bentX = x + shiftX + trembleX;
      float bentY = y + shiftY + trembleY;
      for (Wave wave : waves) {
        float height = wave.at(x, y);
        bentX += wave.alongX() * height;
        bentY += wave.alongY() * height;
      }
      xs[i] = matrix[0] * bentX + matrix[1] * bentY;
      ys[i] = matrix[2] * bentX + matrix[3] * bentY;
    }
    return new Stroke(xs, ys);
  }

  /** Turn times slant times stretch, row-major 2 x 2. */
  private float[] matrix() {
    float angle = normal(TURN / 1.5f);
    float slant = normal(SLANT / 1.5f);
    float stretchX = (float) Math.exp(normal(STRETCH / 1.2f));
    float stretchY = (float) Math.exp(normal(STRETCH / 1.2f));
    float cos = (float) Math.cos(angle);
    float sin = (float) Math.sin(angle);
    return new float[] {
      cos * stretchX, (cos * slant - sin) * stretchY, sin * stretchX, (sin * slant + cos) * stretchY
    };
  }

  private Wave wave() {
    return new Wave(
        normal(4f),
        normal(4f),
        random.nextFloat(0, (float) (2 * Math.PI)),
        normal(BEND),
        normal(BEND));
  }

  private float normal(float deviation) {
    return (float) random.nextGaussian() * deviation;
  }

  private float triangular(float deviation) {
    return (random.nextFloat() + random.nextFloat() - 1) * 2.45f * deviation;
  }

  /** One smooth displacement: a sine in direction (kx, ky) that pushes along (alongX, alongY). */
  private record Wave(float kx, float ky, float phase, float alongX, float alongY) {
    float at(float x, float y) {
      return (float) Math.sin(kx * x + ky * y + phase);
    }
  }
}
