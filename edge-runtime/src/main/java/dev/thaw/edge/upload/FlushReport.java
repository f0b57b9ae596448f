package dev.thaw.edge.upload;

/**
 * What one flush came to, counted from its call to its completion; uploads that others asked for
 * meanwhile count too. Immutable.
 *
 * @param sent samples sent, repetitions included
 * @param stored samples that the cloud stored
 * @param duplicate samples that it had already
 * @param stale answers that a sample was made under an old prefix; it is repaired and sent again
 * @param refused samples dropped because the cloud can never take them
 * @param lost samples dropped, never acknowledged, because nothing kept leads to the wanted
 *     activation any more; those the cloud had before are in {@link RepairCounts}
 * @param bytes bytes of the frames sent
 * @param remaining samples left in the outbox at completion: annotated meanwhile, or not sendable
 *     now (gate shut, raw upload not allowed, model not installable, stranded, runtime closed)
 */
public record FlushReport(
    long sent,
    long stored,
    long duplicate,
    long stale,
    long refused,
    long lost,
    long bytes,
    long remaining) {}
