/**
 * The nets whose speed is measured: {@link dev.thaw.bench.evaluate.nets.Net} makes their models and
 * inputs, {@link dev.thaw.bench.evaluate.nets.Effort} says what work took.
 */
@NullMarked
package dev.thaw.bench.evaluate.nets;

import org.jspecify.annotations.NullMarked;
