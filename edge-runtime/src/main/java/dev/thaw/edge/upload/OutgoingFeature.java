package dev.thaw.edge.upload;

import dev.thaw.protocol.Activation;

/**
 * What an upload of one sample carries. Immutable.
 *
 * @param activation at the cut that the cloud wants, quantised as it is sent
 * @param frameBytes size of a frame that carries it and its label alone; since times are written as
 *     differences, two bytes more or less if it was annotated quickly or very late
 */
public record OutgoingFeature(Activation activation, int frameBytes) {}
