/**
 * Training throughput as the model grows. Open {@link
 * dev.thaw.bench.evaluate.throughput.ThroughputQuestion} first: its cells measure the steps of
 * three arms in turns on one thread, its section sets their ratio beside the one that counted
 * operations predict.
 */
@NullMarked
package dev.thaw.bench.evaluate.throughput;

import org.jspecify.annotations.NullMarked;
