/**
 * What an app embeds: predict, annotate, sync. Open {@link dev.thaw.edge.EdgeRuntime} first; it is
 * the composition root of the device side and wires {@code predict} (activations and the cache),
 * {@code install} (the model that runs), {@code upload} (the outbox on its way) and {@code link}
 * (sockets, all of Vert.x). It never imports the cloud: both know only the protocol.
 */
@NullMarked
package dev.thaw.edge;

import org.jspecify.annotations.NullMarked;
