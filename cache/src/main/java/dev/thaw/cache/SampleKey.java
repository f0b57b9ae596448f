package dev.thaw.cache;

import dev.thaw.protocol.SampleId;

/** A sample of a task. Immutable. */
record SampleKey(String task, SampleId sample) {}
