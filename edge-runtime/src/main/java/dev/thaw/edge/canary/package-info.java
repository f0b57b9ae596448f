/**
 * The canary: each correction is also a test of the head that made the prediction, against the
 * general model on the same activation. Open {@link dev.thaw.edge.canary.Canary} first; {@link
 * dev.thaw.edge.canary.Evidence} is the statistics, {@code Contest} what is remembered. The package
 * keeps no inputs and no activations, and knows no sockets: what follows from a fall is told to
 * whoever listens.
 */
@NullMarked
package dev.thaw.edge.canary;

import org.jspecify.annotations.NullMarked;
