package dev.thaw.cache;

import dev.thaw.protocol.SampleId;
import java.time.Instant;

/**
 * An annotation waiting in the outbox. The activation to send with it is looked up by the prefix
 * that is current when it is sent; there may be none any more. Immutable.
 *
 * @param sequence its position in upload order, from 1; never used twice
 * @param label the label's place in the task's labels
 * @param again whether the cloud has acknowledged the sample before, with this label or another
 */
public record Pending(
    long sequence, String task, SampleId sample, int label, Instant annotatedAt, boolean again) {}
