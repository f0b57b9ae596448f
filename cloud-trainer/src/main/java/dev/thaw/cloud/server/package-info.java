/**
 * The cloud's network side: REST and WebSocket gateway, operator API, metrics and health over one
 * {@link dev.thaw.cloud.CloudTrainer}. Open {@link dev.thaw.cloud.server.CloudServer} first: it
 * wires everything here. Vert.x is known in this package and in {@code web}, and nowhere else in
 * the module; nothing here decides what is stored, trained or published.
 */
@NullMarked
package dev.thaw.cloud.server;

import org.jspecify.annotations.NullMarked;
