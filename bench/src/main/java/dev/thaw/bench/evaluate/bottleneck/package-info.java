/**
 * Whether what a transfer takes can be told from its size and its link alone: the product's own
 * traffic over links of three kinds, beside what {@code latency + size / bandwidth} says. Open
 * {@link dev.thaw.bench.evaluate.bottleneck.BottleneckQuestion} first.
 */
@NullMarked
package dev.thaw.bench.evaluate.bottleneck;

import org.jspecify.annotations.NullMarked;
