package dev.thaw.cloud.audit;

import java.util.Optional;

/**
 * A change that somebody asked for, and what became of it. Immutable.
 *
 * @param outcome empty while it is under way, or if the process ended before it was known
 */
public record AuditedChange(AuditEntry asked, Optional<AuditEntry> outcome) {}
