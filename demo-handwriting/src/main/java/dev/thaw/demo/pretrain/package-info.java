/**
 * Trains the general handwriting model: {@link dev.thaw.demo.pretrain.PretrainCommand} is {@code
 * thaw pretrain}. Feeds the general trainer of the model module with augmented characters of the
 * general-train writers (or, for the grey-only architecture, with digits of MNIST), scores the
 * result on what it never saw, and writes the base bundle with its card.
 */
@NullMarked
package dev.thaw.demo.pretrain;

import org.jspecify.annotations.NullMarked;
