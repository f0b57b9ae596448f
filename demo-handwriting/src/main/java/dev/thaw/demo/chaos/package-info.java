/**
 * {@code thaw chaos}: moves the freeze point while devices write, go offline and are killed, and
 * checks afterwards that nothing was lost. {@link dev.thaw.demo.chaos.ChaosRun} is one run: it
 * starts {@code thaw serve} and several {@link dev.thaw.demo.chaos.Farm} processes, each with its
 * share of the devices, disturbs them, and has everything settle; {@link
 * dev.thaw.demo.chaos.ChaosChecks} judges what is left. Of the cloud it uses the command, the
 * operator's API and, once it has ended, its files.
 */
@NullMarked
package dev.thaw.demo.chaos;

import org.jspecify.annotations.NullMarked;
