/**
 * Moves a task's freeze point at run time: prepares features and heads at the new depth, then
 * switches in one atomic write. Open {@link dev.thaw.cloud.freeze.FreezeControl} first.
 */
@NullMarked
package dev.thaw.cloud.freeze;

import org.jspecify.annotations.NullMarked;
