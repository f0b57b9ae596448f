package dev.thaw.cloud.advice;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one freeze depth would cost and give. Immutable.
 *
 * @param layer the name of the last frozen layer; empty at depth 0
 * @param fp32Bytes one feature as it travels, mean over the samples looked at; likewise fp16, int8
 * @param flops of the backbone for one input
 * @param deviceMillis of the backbone for one input
 * @param headParameters parameters of the thawed layers
 * @param updateBytes bytes of the thawed layers: what a head update costs a device
 * @param epochSeconds one epoch of training at the stored number of features
 * @param accuracy measured by training a head at this depth, cross-validated over devices; empty if
 *     no stored feature can be had there
 * @param samples features that {@code accuracy} was measured on
 * @param joules estimated for a device, per feature: computing, sending, and its share of a head
 * @param objection why it cannot be recommended under the limits; empty if it can
 */
public record DepthRow(
    int depth,
    String layer,
    double fp32Bytes,
    double fp16Bytes,
    double int8Bytes,
    long flops,
    double deviceMillis,
    long headParameters,
    long updateBytes,
    OptionalDouble epochSeconds,
    OptionalDouble accuracy,
    long samples,
    double joules,
    Optional<String> objection) {
  DepthRow withObjection(Optional<String> other) {
    return new DepthRow(
        depth,
        layer,
        fp32Bytes,
        fp16Bytes,
        int8Bytes,
        flops,
        deviceMillis,
        headParameters,
        updateBytes,
        epochSeconds,
        accuracy,
        samples,
        joules,
        other);
  }
}
