/**
 * The model that runs now, and how another takes its place. Open {@link
 * dev.thaw.edge.install.Installer} first: it verifies manifests and layers, keeps them, and swaps
 * models on the {@link dev.thaw.edge.install.ModelShelf}, from which predictions borrow. Fetching
 * is not its business: bytes are handed in, and nothing here knows a socket.
 */
@NullMarked
package dev.thaw.edge.install;

import org.jspecify.annotations.NullMarked;
