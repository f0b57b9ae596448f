package dev.thaw.edge.upload;

/**
 * What became of samples that the cloud wants once more, since the runtime was opened. Immutable.
 *
 * @param asked samples that the cloud asked for, repetitions included
 * @param sent samples sent that the cloud had acknowledged before
 * @param lost samples that the cloud had and that are lost to the freeze point it wants them for:
 *     nothing kept leads there; the same sample counts once for each
 * @param stranded samples in the outbox now that can only be made deeper than is wanted
 */
public record RepairCounts(long asked, long sent, long lost, long stranded) {}
