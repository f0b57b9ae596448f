/**
 * From an input to a prediction, by way of the activation cache. Open {@link
 * dev.thaw.edge.predict.Predictor} first; {@link dev.thaw.edge.predict.Activations} is where the
 * provenance rule is kept: an activation is used wherever its prefix digest is the current one at
 * its cut, and nowhere else. The package knows nothing of uploads and sockets.
 */
@NullMarked
package dev.thaw.edge.predict;

import org.jspecify.annotations.NullMarked;
