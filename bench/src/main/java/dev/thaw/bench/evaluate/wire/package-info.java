/**
 * What stands between devices and their cloud: {@link dev.thaw.bench.evaluate.wire.Tap} counts
 * every byte of every arm in the same way, and can be as slow as a {@link
 * dev.thaw.bench.evaluate.wire.Link}.
 */
@NullMarked
package dev.thaw.bench.evaluate.wire;

import org.jspecify.annotations.NullMarked;
