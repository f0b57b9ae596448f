package dev.thaw.cache;

final class InMemoryEvictionTest extends EvictionContract {
  @Override
  ActivationCache open(CacheLimits limits) {
    return new InMemoryActivationCache(limits);
  }
}
