package dev.thaw.cache;

final class InMemoryOutboxTest extends OutboxContract {
  @Override
  ActivationCache open(CacheLimits limits) {
    return new InMemoryActivationCache(limits);
  }
}
