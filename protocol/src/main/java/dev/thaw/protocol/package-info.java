/**
 * What crosses the boundary between devices and the cloud: tensors, activations, features,
 * manifests and messages, as immutable values. Open {@link dev.thaw.protocol.Message} first, then
 * {@code dev.thaw.protocol.codec} for the bytes on the wire. This module knows no DJL, no RocksDB
 * and no Vert.x.
 */
@NullMarked
package dev.thaw.protocol;

import org.jspecify.annotations.NullMarked;
