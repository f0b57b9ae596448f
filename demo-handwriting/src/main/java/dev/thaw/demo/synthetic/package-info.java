/**
 * Writers who do not exist, for machines without data: {@link
 * dev.thaw.demo.synthetic.SyntheticWriters} gives each a hand of their own, with which they write
 * the 62 characters from the shapes in {@code letters.txt}. Everything follows from a seed. Knows
 * nothing of files of real handwriting, or of models.
 */
@NullMarked
package dev.thaw.demo.synthetic;

import org.jspecify.annotations.NullMarked;
