/**
 * Training of heads from stored features: one thread by design (DJL has one gradient collector per
 * process), a fair queue of scopes, replay of general features, a validation that only measures,
 * and the guard that decides what may be published. Open {@link
 * dev.thaw.cloud.training.TrainingQueue} first.
 */
@NullMarked
package dev.thaw.cloud.training;

import org.jspecify.annotations.NullMarked;
