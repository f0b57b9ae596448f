/**
 * The hands that all arms are tried on: {@link dev.thaw.bench.evaluate.data.Population} gives the
 * same people, characters and division to each of them.
 */
@NullMarked
package dev.thaw.bench.evaluate.data;

import org.jspecify.annotations.NullMarked;
