/**
 * What happens as devices become many: what the cloud takes in, how fast it trains and gets heads
 * to them, and what each costs it in memory and bytes. The cloud is a process of its own. Open
 * {@link dev.thaw.bench.evaluate.scaling.ScalingQuestion} first, then {@code Crowd}, whose two
 * kinds are full edge runtimes and devices that only speak the protocol.
 */
@NullMarked
package dev.thaw.bench.evaluate.scaling;

import org.jspecify.annotations.NullMarked;
