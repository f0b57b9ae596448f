/**
 * The whole loop: real devices against the real cloud over real sockets. Open {@link
 * dev.thaw.demo.loop.LoopIT} first; {@link dev.thaw.demo.loop.LoopFixture} has what all share.
 */
@NullMarked
package dev.thaw.demo.loop;

import org.jspecify.annotations.NullMarked;
