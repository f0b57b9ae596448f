/**
 * {@code thaw evaluate}: the product beside what a user would do instead. Open {@link
 * dev.thaw.bench.evaluate.Question} first: each asks for {@link dev.thaw.bench.evaluate.Cell}s,
 * which are run one after the other, each in a process of its own, and leave {@link
 * dev.thaw.bench.evaluate.Row}s; from all rows of a run each question makes its section of the
 * report. A run that was interrupted goes on with the cells that have no rows yet.
 */
@NullMarked
package dev.thaw.bench.evaluate;

import org.jspecify.annotations.NullMarked;
