package dev.thaw.cloud.erasure;

import dev.thaw.cloud.registry.Release;
import dev.thaw.protocol.Scope;

/** Told what an erasure changed, after it is durable. Returns at once. */
public interface ErasureListener {
  /** All that was stored of a device is gone; what is remembered of it elsewhere has to go too. */
  void deviceErased(String task, String device);

  /** A scope lost its manifest; its devices fall back to a wider scope. */
  void withdrawn(String task, Scope scope);

  /** A scope has a new version that no training run led to. */
  void released(Release release);
}
