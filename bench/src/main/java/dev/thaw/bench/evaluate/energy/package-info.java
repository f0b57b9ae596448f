/**
 * Joules, estimated: {@link dev.thaw.bench.evaluate.energy.EnergyEstimate} makes them of what was
 * measured, the constants of docs/energy.md, a {@link dev.thaw.bench.evaluate.energy.Link} and a
 * {@link dev.thaw.bench.evaluate.energy.Kappa} that stands for the phone. Nothing here was measured
 * with a power meter, and nothing of it belongs among measured figures.
 */
@NullMarked
package dev.thaw.bench.evaluate.energy;

import org.jspecify.annotations.NullMarked;
