package dev.thaw.bench.overload;

/**
 * How one device fared in one phase. Immutable.
 *
 * @param perSecond batches acknowledged a second
 * @param refused batches that it was told to send again later
 * @param slowestMillis the longest that a batch waited for its acknowledgement, refusals included
 */
public record Pace(double perSecond, long refused, double slowestMillis) {}
