/**
 * Who this device is and what it remembers across restarts: its id, the cloud's pinned key and the
 * cuts of what the cloud has. Open {@link dev.thaw.edge.device.DeviceState} first. The package
 * knows neither models nor sockets.
 */
@NullMarked
package dev.thaw.edge.device;

import org.jspecify.annotations.NullMarked;
