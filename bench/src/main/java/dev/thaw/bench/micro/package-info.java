/**
 * What a device and the cloud do most often, each operation measured by JMH beside the limit of its
 * kind: matrix products, a memory copy, a plain database, one synced write. Open {@link
 * dev.thaw.bench.micro.Micro} first; a {@link dev.thaw.bench.micro.Topic} names each benchmark,
 * whose Javadoc names its limit, and the other classes are what those work on. Knows the models and
 * inputs of {@link dev.thaw.bench.kernels}, not the rest of the bench.
 */
@NullMarked
package dev.thaw.bench.micro;

import org.jspecify.annotations.NullMarked;
