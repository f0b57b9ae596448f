/**
 * The cells of the accuracy question in which people do without Thaw: federated averaging, and each
 * device by itself. Open {@link dev.thaw.bench.evaluate.accuracy.baselines.BaselineCells} first;
 * {@link dev.thaw.bench.evaluate.accuracy.baselines.Tuning} has the constants and what they were
 * chosen by.
 */
@NullMarked
package dev.thaw.bench.evaluate.accuracy.baselines;

import org.jspecify.annotations.NullMarked;
