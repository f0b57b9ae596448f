package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;

/**
 * What features must have in common to be trained on together: their cut, and the digest of the
 * prefix that made them. Immutable.
 */
public record Generation(int cut, Digest prefix) {
  /** The generation that can be trained on with this backbone. */
  public static Generation of(Backbone backbone) {
    return new Generation(backbone.depth(), backbone.freeze().prefix());
  }

  /** The generation of an activation. */
  public static Generation of(Activation activation) {
    return new Generation(activation.cut(), activation.prefix());
  }
}
