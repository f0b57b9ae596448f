/**
 * The content-addressed store of layers, used by devices and the cloud alike. Open {@link
 * dev.thaw.cache.layers.LayerStore} first. It knows layers only as bytes that have a digest.
 */
@NullMarked
package dev.thaw.cache.layers;

import org.jspecify.annotations.NullMarked;
