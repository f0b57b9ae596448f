package dev.thaw.bench.evaluate.report;

/** A piece of a {@link Section}. */
public sealed interface Block permits Text, Table, Plot {}
