/**
 * Training of heads: activations are extracted once, on the device, and trained on many times here.
 * Open {@link dev.thaw.model.head.HeadTrainer} first. Knows neither where examples come from nor
 * what becomes of the trained layers.
 */
@NullMarked
package dev.thaw.model.head;

import org.jspecify.annotations.NullMarked;
