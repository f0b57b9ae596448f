/**
 * One step of training as a device would take it without this product: {@link
 * dev.thaw.bench.baseline.step.PlainStep}, and the {@link
 * dev.thaw.bench.baseline.step.GradientStep} that all baselines take. Together with the other
 * baselines it is the only code of this module that speaks to the engine.
 */
@NullMarked
package dev.thaw.bench.baseline.step;

import org.jspecify.annotations.NullMarked;
