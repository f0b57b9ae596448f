package dev.thaw.cloud.training;

/**
 * What the trainer did since the start. Immutable.
 *
 * @param waiting scopes that wait, and the one that is trained
 */
public record TrainingStats(int waiting, long published, long heldBack, double seconds) {}
