/**
 * What happened lately, told in plain sentences to whoever watches: the live event log of the
 * operator. Open {@link dev.thaw.cloud.events.EventLog} first; {@link
 * dev.thaw.cloud.events.Narrator} fills it from the cloud's news. Nothing here is stored: events
 * begin anew with the process. It knows no network.
 */
@NullMarked
package dev.thaw.cloud.events;

import org.jspecify.annotations.NullMarked;
