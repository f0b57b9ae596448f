/**
 * People who write: each is one device with an edge runtime, a cache, a context and a history of
 * their own, found again by a secret token. Open {@link dev.thaw.demo.profile.Profiles} first.
 * Knows the edge runtime and strokes; knows nothing of HTTP, of pages, or of the cloud's inside.
 */
@NullMarked
package dev.thaw.demo.profile;

import org.jspecify.annotations.NullMarked;
