package dev.thaw.bench.micro;

import java.util.Locale;

/** What is measured by itself. */
public enum Topic {
  /** {@link Predict}. */
  PREDICT,
  /** {@link Codec}. */
  CODEC,
  /** {@link CacheGet}. */
  GET,
  /** {@link CachePut}. */
  PUT,
  /** {@link CacheEviction}. */
  EVICT,
  /** {@link Ingest}. */
  INGEST,
  /** {@link HeadStep}. */
  STEP,
  /** {@link ModelDigest}. */
  DIGEST;

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it fills a cache with as many entries as it is told. */
  boolean fills() {
    return this == GET || this == PUT || this == EVICT;
  }
}
