/**
 * Sums over what a scope uploaded, kept from run to run where heads are fitted in one step: a run
 * adds what is new, an erasure takes away what is to be forgotten. Open {@link
 * dev.thaw.cloud.statistics.StatisticsStore} first. All of it can be made again from the features;
 * it knows neither where those come from nor what becomes of the head.
 */
@NullMarked
package dev.thaw.cloud.statistics;

import org.jspecify.annotations.NullMarked;
