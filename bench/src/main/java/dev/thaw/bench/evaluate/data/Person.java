package dev.thaw.bench.evaluate.data;

import java.util.List;

/**
 * One device's hand. Immutable.
 *
 * @param name fit for a device id
 * @param adapt what is corrected, in the order in which it was written
 * @param score what accuracy is measured on, disjoint from it
 */
public record Person(String name, List<Sample> adapt, List<Sample> score) {}
