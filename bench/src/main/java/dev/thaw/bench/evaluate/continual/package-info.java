/**
 * What is kept of earlier tasks when a head learns one task after the other: open {@link
 * dev.thaw.bench.evaluate.continual.ContinualQuestion} first. The ten digits come in five tasks of
 * two; a {@link dev.thaw.bench.evaluate.continual.Learner} gets the frozen features of one task at
 * a time and keeps what its {@link dev.thaw.bench.evaluate.continual.Kept} allows.
 */
@NullMarked
package dev.thaw.bench.evaluate.continual;

import org.jspecify.annotations.NullMarked;
