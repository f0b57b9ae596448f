/**
 * What devices report about themselves, kept durably: last seen, cohort, installed manifest, small
 * facts. Open {@link dev.thaw.cloud.devices.DeviceDirectory} first.
 */
@NullMarked
package dev.thaw.cloud.devices;

import org.jspecify.annotations.NullMarked;
