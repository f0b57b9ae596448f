/**
 * Who this device is and what it remembers across restarts: its id and the cloud's pinned key. Open
 * {@link dev.thaw.edge.device.DeviceState} first. The package knows neither models nor sockets.
 */
@NullMarked
package dev.thaw.edge.device;

import org.jspecify.annotations.NullMarked;
