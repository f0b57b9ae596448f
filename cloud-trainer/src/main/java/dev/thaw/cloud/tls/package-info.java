/**
 * TLS for everything that listens: where its files are, how they are read, made for a start, and
 * read again while the server runs.
 */
@NullMarked
package dev.thaw.cloud.tls;

import org.jspecify.annotations.NullMarked;
