/**
 * What operators changed, for good: nothing here removes an entry, and each carries the digest of
 * the one before it, so that a log that was tampered with shows it. Open {@link
 * dev.thaw.cloud.audit.AuditLog} first. It knows nothing of what is changed.
 */
@NullMarked
package dev.thaw.cloud.audit;

import org.jspecify.annotations.NullMarked;
