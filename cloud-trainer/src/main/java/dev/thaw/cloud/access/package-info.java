/**
 * Who may come in: invitations, the keys of enrolled devices, sessions, and operators with their
 * roles. Open {@link dev.thaw.cloud.access.Access} first. Of every secret that is given out, only
 * the SHA-256 is kept. It knows nothing of HTTP.
 */
@NullMarked
package dev.thaw.cloud.access;

import org.jspecify.annotations.NullMarked;
