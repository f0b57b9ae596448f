package dev.thaw.cache;

/** An activation that had to go, of a sample that may have others left. Immutable. */
record Evicted(SampleEntry entry, SampleEntry.Row row) {}
