package dev.thaw.cloud.advice;

import dev.thaw.protocol.Feature;

/** A stored feature as it would be at some depth, and the device it came from. Immutable. */
record Drawn(String device, Feature feature) {}
