/**
 * Accuracy against bytes, time and joules, of every arm on the same people: {@link
 * dev.thaw.bench.evaluate.accuracy.AccuracyQuestion}. The split arm is the product itself: edge
 * runtimes in the cell's process, the cloud in one of its own, a counting relay between them.
 */
@NullMarked
package dev.thaw.bench.evaluate.accuracy;

import org.jspecify.annotations.NullMarked;
