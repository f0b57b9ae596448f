/**
 * The cloud's one database, how its keys and records are laid out, and the module's exception. Open
 * {@link dev.thaw.cloud.storage.CloudDatabase} first. This package knows no training and no HTTP.
 */
@NullMarked
package dev.thaw.cloud.storage;

import org.jspecify.annotations.NullMarked;
