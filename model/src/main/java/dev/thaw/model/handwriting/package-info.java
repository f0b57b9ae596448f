/**
 * The handwriting net: four convolution stages with a residual each for the middle two, a pool that
 * joins the writing context, and two dense layers. Open {@link
 * dev.thaw.model.handwriting.HandwritingArchitecture} first. Knows layers and DJL, nothing of how
 * models are stored, trained or sent.
 */
@NullMarked
package dev.thaw.model.handwriting;

import org.jspecify.annotations.NullMarked;
