/**
 * The {@code thaw} command and the handwriting application. Open {@link dev.thaw.demo.Thaw} first:
 * it lists every command. The application is {@code dev.thaw.demo.app}, its people {@code
 * dev.thaw.demo.profile}. This module may know all others; none knows it.
 */
@NullMarked
package dev.thaw.demo;

import org.jspecify.annotations.NullMarked;
