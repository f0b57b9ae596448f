/**
 * How the fault campaign reaches into a running process: places at which it can be made to die, a
 * clock that can be moved, a disk that fails, and a defect that it must find. All off unless system
 * properties or a preloaded library, which only the campaign and tests give their child processes,
 * ask for them; see {@link dev.thaw.cache.faults.CrashPoint} first. It knows no other package.
 */
@NullMarked
package dev.thaw.cache.faults;

import org.jspecify.annotations.NullMarked;
