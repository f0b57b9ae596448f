/**
 * Pen strokes and what the handwriting net reads from them. Open {@link
 * dev.thaw.demo.strokes.Drawing} first; {@link dev.thaw.demo.strokes.StrokeMaps} turns a drawing
 * into the 11 maps, {@link dev.thaw.demo.strokes.WriterContext} into the 20 context scalars. Knows
 * nothing of labels, files or data sets.
 */
@NullMarked
package dev.thaw.demo.strokes;

import org.jspecify.annotations.NullMarked;
