package dev.thaw.cloud.events;

import java.time.Instant;

/**
 * News in its place in the log. Immutable.
 *
 * @param id counts from 1 since the process began
 * @param at when the log heard of it
 */
public record Event(long id, Instant at, News news) {}
