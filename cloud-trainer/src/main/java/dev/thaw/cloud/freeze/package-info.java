/**
 * Moves a task's freeze point and replaces its base model at run time: prepares what is needed,
 * then switches in one atomic write; a change is durable from its request to its end. Open {@link
 * dev.thaw.cloud.freeze.FreezeControl} first.
 */
@NullMarked
package dev.thaw.cloud.freeze;

import org.jspecify.annotations.NullMarked;
