/**
 * What the activation cache buys: frozen layers that need not run again while a head is trained,
 * while inputs repeat, when heads are updated, and when the freeze point moves. Open {@link
 * dev.thaw.bench.evaluate.caching.CacheQuestion} first; each {@link
 * dev.thaw.bench.evaluate.caching.Piece} measures one of these and {@link
 * dev.thaw.bench.evaluate.caching.CacheSection} tells what came of it.
 */
@NullMarked
package dev.thaw.bench.evaluate.caching;

import org.jspecify.annotations.NullMarked;
