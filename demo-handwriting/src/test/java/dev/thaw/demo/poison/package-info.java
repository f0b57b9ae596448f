/**
 * Devices that lie: what comes of a head for many if some of them upload wrong labels. Open {@link
 * dev.thaw.demo.poison.PoisonTest} first.
 */
@NullMarked
package dev.thaw.demo.poison;

import org.jspecify.annotations.NullMarked;
