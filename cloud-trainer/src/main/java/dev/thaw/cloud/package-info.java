/**
 * The cloud's core: features in, heads trained, signed manifests out, the freeze point moved. Open
 * {@link dev.thaw.cloud.CloudTrainer} first; it is the one way in for the gateway in {@code
 * dev.thaw.cloud.server} and the commands in {@code dev.thaw.cloud.cli}. This package knows neither
 * HTTP nor the terminal.
 */
@NullMarked
package dev.thaw.cloud;

import org.jspecify.annotations.NullMarked;
