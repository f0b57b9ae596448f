/**
 * What training on the device costs, in the form of a published measurement on phones: {@link
 * dev.thaw.bench.evaluate.devicecost.DeviceCostQuestion} measures the same nets and batches here,
 * each in a process of its own, and calibrates this machine against the phone.
 */
@NullMarked
package dev.thaw.bench.evaluate.devicecost;

import org.jspecify.annotations.NullMarked;
