package dev.thaw.cache;

final class InMemoryActivationCacheTest extends ActivationCacheContract {
  @Override
  ActivationCache open(CacheLimits limits) {
    return new InMemoryActivationCache(limits);
  }
}
