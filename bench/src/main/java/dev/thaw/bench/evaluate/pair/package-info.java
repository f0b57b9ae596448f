/**
 * One device and its cloud, for questions that need no more. Open {@link
 * dev.thaw.bench.evaluate.pair.Pair} first: both are the product's, talking through a counting
 * relay over real sockets in one process.
 */
@NullMarked
package dev.thaw.bench.evaluate.pair;

import org.jspecify.annotations.NullMarked;
