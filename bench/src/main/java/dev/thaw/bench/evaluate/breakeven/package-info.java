/**
 * Where split learning sends more than a rival does: bytes against the number of samples, computed
 * and measured. Open {@link dev.thaw.bench.evaluate.breakeven.ByteModel} first: it has the
 * formulas; {@link dev.thaw.bench.evaluate.breakeven.SizesCell} measures what goes into them, and
 * {@link dev.thaw.bench.evaluate.breakeven.SentCell} what a device and its cloud really send.
 */
@NullMarked
package dev.thaw.bench.evaluate.breakeven;

import org.jspecify.annotations.NullMarked;
