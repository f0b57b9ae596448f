package dev.thaw.cache;

/** Why an activation was evicted, or not taken in. */
public enum EvictionReason {
  /** Its prefix is no longer valid: a whole update. */
  PREFIX_VOID,
  /** It is older than the time its prefix came into force. */
  OUTDATED,
  /** Nobody annotated its sample before the app closed. */
  NEVER_ANNOTATED,
  /** Room was needed, in the cache or within the bound of its prefix. */
  CAPACITY,
  /** Its stored bytes are damaged. */
  CORRUPT
}
