/**
 * The outbox on its way to the cloud: batches are cut from it in order, and answers settle it. Open
 * {@link dev.thaw.edge.upload.Uploader} first. What a sample is sent as is decided when it is sent:
 * the activation at the wanted cut under the wanted prefix, found or extended, which is also how a
 * stale sample is repaired, and one that the cloud asks for again ({@link
 * dev.thaw.edge.upload.Repairs}). How frames travel is not known here.
 *
 * <p>Only cut 0, the input itself, is withheld unless allowed; that no activation from cut 1 on
 * contains a part of the input (invariant I6) is up to the net's first layer.
 */
@NullMarked
package dev.thaw.edge.upload;

import org.jspecify.annotations.NullMarked;
