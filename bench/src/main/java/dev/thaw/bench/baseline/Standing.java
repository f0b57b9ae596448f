package dev.thaw.bench.baseline;

/**
 * How people fare. Immutable; accuracies and losses are shares of 1.
 *
 * @param accuracy mean over people
 * @param general the same with the general model
 * @param worse people whose accuracy is below what the general model gives them
 * @param worstLoss the most that one of them lost; 0 if nobody did
 */
public record Standing(double accuracy, double general, int worse, double worstLoss) {}
