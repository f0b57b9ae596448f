/**
 * How a run of {@code thaw evaluate} goes: {@link dev.thaw.bench.evaluate.run.Runner} gives each
 * cell a {@link dev.thaw.bench.evaluate.run.CellProcess} of its own and keeps what it found in a
 * {@link dev.thaw.bench.evaluate.run.RunDirectory}, from which the next start goes on.
 */
@NullMarked
package dev.thaw.bench.evaluate.run;

import org.jspecify.annotations.NullMarked;
