/**
 * Devices that tell that the head they run has fallen back to the general model. Open {@link
 * dev.thaw.cloud.canary.FallenHeads} first: a personal head that fell loses its place, and the
 * scope's history says why. The package knows no sockets, and nothing of how a device finds out.
 */
@NullMarked
package dev.thaw.cloud.canary;

import org.jspecify.annotations.NullMarked;
