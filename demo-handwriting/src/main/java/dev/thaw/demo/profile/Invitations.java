package dev.thaw.demo.profile;

import java.util.Optional;

/** Where the devices of profiles get leave to enrol. Implementations are thread-safe. */
@FunctionalInterface
public interface Invitations {
  /** For a cloud that lets in whoever calls. */
  Invitations NONE = device -> Optional.empty();

  /**
   * An invitation for {@code device}; empty if the cloud knows it already, also if it was revoked:
   * a device that was sent away is not asked back by the machine it runs on.
   */
  Optional<String> forDevice(String device);
}
