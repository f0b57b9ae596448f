/**
 * The few operations that training is made of, each measured by JMH beside the limit of its kind:
 * the matrix products of the engine, the rows that RocksDB reads, a write that it syncs. Open
 * {@link dev.thaw.bench.kernels.Kernels} first; every other class is one benchmark. Knows the model
 * and the cloud, not the rest of the bench.
 */
@NullMarked
package dev.thaw.bench.kernels;

import org.jspecify.annotations.NullMarked;
