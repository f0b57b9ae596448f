package dev.thaw.demo.synthetic;

import dev.thaw.demo.synthetic.Letterform.Knot;
import java.util.Random;

/**
 * Bends the plane a letter is drawn on: neighbouring knots move together, so curves stay curves.
 * Two waves per direction, about as long as a capital is high. Immutable.
 */
final class Warp {
  private static final double LOWEST = Math.PI / 130;
  private static final double RANGE = Math.PI / 70;

  private final double[] amplitudes = new double[4];
  private final double[] phases = new double[4];
  private final double[] frequencies = new double[4];

  /**
   * @param strength how far a knot moves on average in each direction
   */
  Warp(double strength, Random random) {
    for (int wave = 0; wave < amplitudes.length; wave++) {
      amplitudes[wave] = strength * random.nextGaussian();
      phases[wave] = 2 * Math.PI * random.nextDouble();
      frequencies[wave] = LOWEST + RANGE * random.nextDouble();
    }
  }

  Knot move(Knot knot) {
    return knot.at(
        knot.x() + wave(0, knot.y()) + wave(1, knot.x()),
        knot.y() + wave(2, knot.x()) + wave(3, knot.y()));
  }

  private double wave(int wave, double along) {
    return amplitudes[wave] * Math.sin(frequencies[wave] * along + phases[wave]);
  }
}
