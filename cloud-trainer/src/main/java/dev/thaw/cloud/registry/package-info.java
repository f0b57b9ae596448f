/**
 * What each scope runs: tasks and their backbones, content-addressed layers, signed manifests with
 * their history. Open {@link dev.thaw.cloud.registry.ModelRegistry} first. It decides nothing: who
 * publishes hands it a verdict.
 */
@NullMarked
package dev.thaw.cloud.registry;

import org.jspecify.annotations.NullMarked;
