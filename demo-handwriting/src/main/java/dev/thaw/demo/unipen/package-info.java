/**
 * Reads isolated characters from a UNIPEN distribution. Open {@link
 * dev.thaw.demo.unipen.UnipenReader}; the other types are its steps: ink files, segments, ranges.
 * Format: Guyon et al., "UNIPEN project of on-line data exchange and recognizer benchmarks", ICPR
 * 1994. Knows nothing of nets.
 */
@NullMarked
package dev.thaw.demo.unipen;

import org.jspecify.annotations.NullMarked;
