/**
 * How a device shows the cloud who it is: an Ed25519 key made here, kept in a file that only its
 * owner may read, and what became of the invitation that the operator gave. Open {@link
 * dev.thaw.edge.identity.Identity} first. The package signs and remembers; it knows no sockets.
 */
@NullMarked
package dev.thaw.edge.identity;

import org.jspecify.annotations.NullMarked;
