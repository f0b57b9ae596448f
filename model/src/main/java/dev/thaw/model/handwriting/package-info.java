/**
 * The handwriting net: four convolution stages with a residual each for the middle two, a pool that
 * joins the writing context, and two dense layers. Open {@link
 * dev.thaw.model.handwriting.HandwritingArchitecture} first. Knows layers and DJL, nothing of how
 * models are stored, trained or sent.
 *
 * <p>The first layer reads the whole input, context included, so that no cut from 1 on carries any
 * of it as it was put in (invariant I6).
 */
@NullMarked
package dev.thaw.model.handwriting;

import org.jspecify.annotations.NullMarked;
