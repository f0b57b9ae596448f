/**
 * Heads without gradient descent: a residual layer fitted by a few re-weighted ridge regressions on
 * what the layers behind the freeze point make of a scope's features, or by a single one on sums
 * over them that can be kept. Open {@link dev.thaw.model.closedform.ClosedFormTrainer} first. Knows
 * neither where examples come from nor what becomes of the head.
 */
@NullMarked
package dev.thaw.model.closedform;

import org.jspecify.annotations.NullMarked;
