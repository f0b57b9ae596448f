package dev.thaw.cache;

final class InMemoryEvictionModelTest extends EvictionModelContract {
  @Override
  ActivationCache open(CacheLimits limits) {
    return new InMemoryActivationCache(limits);
  }
}
