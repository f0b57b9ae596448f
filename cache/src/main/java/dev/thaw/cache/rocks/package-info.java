/**
 * An embedded, durable key-value database of bytes: RocksDB behind one class. Open {@link
 * dev.thaw.cache.rocks.RocksDatabase} first; nothing outside this package imports {@code
 * org.rocksdb}. It knows nothing of activations, features or layers, and serves the device's cache
 * and the cloud's feature log alike.
 */
@NullMarked
package dev.thaw.cache.rocks;

import org.jspecify.annotations.NullMarked;
