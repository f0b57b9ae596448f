/**
 * What a device keeps: activations by (task, prefix digest, sample) within bounds of memory and
 * disk, the annotations people gave, and the durable outbox of what is still to be uploaded. Open
 * {@link dev.thaw.cache.DeviceStore} first, then {@link dev.thaw.cache.ActivationCache}. It knows
 * no model and no network: which prefixes are valid, and what an upload is, others decide.
 */
@NullMarked
package dev.thaw.cache;

import org.jspecify.annotations.NullMarked;
