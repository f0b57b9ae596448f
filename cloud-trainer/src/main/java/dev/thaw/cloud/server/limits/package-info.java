/**
 * How much each device, and all of them together, may ask of the gateway, and what it answers to
 * those who ask for more. Open {@link dev.thaw.cloud.server.limits.Limits} first.
 */
@NullMarked
package dev.thaw.cloud.server.limits;

import org.jspecify.annotations.NullMarked;
