/**
 * Whether the device may talk to the cloud now: how full the battery is, and over which network it
 * would go. Open {@link dev.thaw.edge.gate.Gate} first: it judges what a {@link
 * dev.thaw.edge.gate.Gauge} reads by a {@link dev.thaw.edge.gate.GateRule}. Nothing here knows
 * about uploads or models.
 */
@NullMarked
package dev.thaw.edge.gate;

import org.jspecify.annotations.NullMarked;
