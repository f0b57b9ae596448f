package dev.thaw.cloud.features;

/**
 * What running features on to another freeze point gave. Immutable.
 *
 * @param kept samples that had a usable version there already when it began; 0 from a later call
 * @param advanced samples that were run on
 */
public record Advanced(long kept, long advanced) {}
