package dev.thaw.demo.chaos;

/**
 * Something that must hold after a run. Immutable.
 *
 * @param figures what was found, for people
 */
public record Check(String what, boolean passed, String figures) {}
