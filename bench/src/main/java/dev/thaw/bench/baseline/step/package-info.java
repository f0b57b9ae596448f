/**
 * One step of training as a device would take it without this product: {@link
 * dev.thaw.bench.baseline.step.PlainStep}. Together with the other baselines it is the only code of
 * this module that speaks to the engine.
 */
@NullMarked
package dev.thaw.bench.baseline.step;

import org.jspecify.annotations.NullMarked;
