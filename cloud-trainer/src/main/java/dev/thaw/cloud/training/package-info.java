/**
 * Training of heads from stored features: one thread by design (DJL has one gradient collector per
 * process), a fair queue of scopes, which trains those that wait in stacks, replay of general
 * features, caps on what one device may be of a head for several, a validation that only measures,
 * and the guard and the jury of devices that decide what may be published. Which trainer makes
 * whose heads is a {@link dev.thaw.cloud.training.TrainerChoice}, when a scope is trained a {@link
 * dev.thaw.cloud.training.TrainingMoment}. Open {@link dev.thaw.cloud.training.TrainingQueue}
 * first.
 */
@NullMarked
package dev.thaw.cloud.training;

import org.jspecify.annotations.NullMarked;
