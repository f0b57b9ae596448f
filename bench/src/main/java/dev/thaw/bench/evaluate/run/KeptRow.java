package dev.thaw.bench.evaluate.run;

import dev.thaw.bench.evaluate.Row;

/** A row as it is kept: a line of JSON. Immutable. */
public record KeptRow(String question, String cell, Row row, Stamp stamp) {}
