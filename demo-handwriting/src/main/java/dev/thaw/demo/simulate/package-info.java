/**
 * {@code thaw simulate}: writers as devices. {@link dev.thaw.demo.simulate.Simulation} starts the
 * cloud in this process and one edge runtime for each writer, and takes every character through the
 * real path: predicted, corrected, uploaded over a socket, trained on, published, pulled. {@link
 * dev.thaw.demo.simulate.SimulationReport} is what it found.
 */
@NullMarked
package dev.thaw.demo.simulate;

import org.jspecify.annotations.NullMarked;
