/**
 * What one device that floods takes from those that do not: a real server, polite devices and the
 * flood, each over real sockets. Open {@link dev.thaw.bench.overload.Overload} first. It knows
 * nothing of how figures are shown.
 */
@NullMarked
package dev.thaw.bench.overload;

import org.jspecify.annotations.NullMarked;
