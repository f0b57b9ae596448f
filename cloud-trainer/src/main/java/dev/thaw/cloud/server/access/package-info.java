/**
 * The gateway's door: who calls, what each route needs, and the routes by which devices enrol and
 * operators log in, let others in, and read the audit log. Open {@link
 * dev.thaw.cloud.server.access.AccessControl} first, then {@link
 * dev.thaw.cloud.server.access.Rules}. What is let in is decided by {@link dev.thaw.cloud.access}.
 */
@NullMarked
package dev.thaw.cloud.server.access;

import org.jspecify.annotations.NullMarked;
