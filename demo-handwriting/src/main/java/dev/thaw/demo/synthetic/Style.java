package dev.thaw.demo.synthetic;

import java.util.Random;

/**
 * What is the same in everything a writer writes. Immutable.
 *
 * @param size height of a capital in tablet units
 * @param slant shear to the right
 * @param aspect factor on the width
 * @param xHeight factor on the height of small letters
 * @param reach factor on what ascends above or descends below them
 * @param rotation of every letter, in radians
 * @param haste how much corners are cut, 0 to 1
 * @param habit how far personal shapes are from the usual ones, in hundredths of a capital
 * @param unsteadiness how much the same letter varies, in hundredths of a capital
 * @param drift climb of the line per letter, in hundredths of a capital
 * @param spacing gap between letters, in hundredths of a capital
 */
record Style(
    double size,
    double slant,
    double aspect,
    double xHeight,
    double reach,
    double rotation,
    double haste,
    double habit,
    double unsteadiness,
    double drift,
    double spacing) {

  /** A new person's style. */
  static Style random(Random random) {
    return new Style(
        250 * Math.exp(0.3 * random.nextGaussian()),
        0.08 + 0.2 * random.nextGaussian(),
        Math.exp(0.2 * random.nextGaussian()),
        Math.exp(0.12 * random.nextGaussian()),
        Math.exp(0.1 * random.nextGaussian()),
        0.06 * random.nextGaussian(),
        random.nextDouble(),
        3.5 + 3 * random.nextDouble(),
        1.2 + 1.6 * random.nextDouble(),
        0.3 * random.nextGaussian(),
        30 + 30 * random.nextDouble());
  }
}
