package dev.thaw.bench.evaluate.scaling;

/**
 * Devices of one kind against a cloud of their own. Immutable.
 *
 * @param features corrections of each device
 * @param waves how often as many new devices do the same
 */
record Setup(Kind kind, int devices, int features, int waves) {}
