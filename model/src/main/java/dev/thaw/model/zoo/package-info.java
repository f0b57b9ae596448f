/**
 * Architectures of DJL's model zoo, cut into layers at their stages; branches that run in parallel
 * (inception, fire, inverted residual) stay inside one layer. Open {@link
 * dev.thaw.model.zoo.ZooArchitecture} first. The nets' own code runs unchanged, on values that the
 * caller passes.
 */
@NullMarked
package dev.thaw.model.zoo;

import org.jspecify.annotations.NullMarked;
