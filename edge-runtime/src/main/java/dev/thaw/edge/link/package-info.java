/**
 * The device's link to the cloud, and all of Vert.x on this side. Open {@link
 * dev.thaw.edge.link.CloudLink} first: it is a dispatcher over one {@code LinkState}, of which each
 * class knows only its own rule. Everything here runs on the link's one Vert.x context (an event
 * loop thread); what blocks (disk, model, encoding) is handed to Vert.x's workers, in order, one
 * task at a time, which is why neither states nor the uploader need locks.
 */
@NullMarked
package dev.thaw.edge.link;

import org.jspecify.annotations.NullMarked;
