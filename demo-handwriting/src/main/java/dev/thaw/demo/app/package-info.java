/**
 * {@code thaw demo}: the writing page, its server and an embedded cloud. Open {@link
 * dev.thaw.demo.app.Demo} first. Speaks HTTP, WebSocket and JSON; what a person's hand is, it
 * leaves to {@link dev.thaw.demo.profile}.
 */
@NullMarked
package dev.thaw.demo.app;

import org.jspecify.annotations.NullMarked;
