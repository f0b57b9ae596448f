package dev.thaw.cloud.events;

import java.util.Locale;

/** What an event is about. */
public enum EventKind {
  /** A device said hello. */
  DEVICE_CONNECTED,
  /** A device's connection ended. */
  DEVICE_DISCONNECTED,
  /** A device came with an invitation. */
  DEVICE_ENROLLED,
  /** A device is let in no more. */
  DEVICE_REVOKED,
  /** A device's features were stored. */
  FEATURES,
  /** A trained head became its scope's current one. */
  PUBLISHED,
  /** A trained head was kept back. */
  HELD_BACK,
  /** A scope lost its own model. */
  WITHDRAWN,
  /** The freeze point stands elsewhere, or on another prefix. */
  FREEZE,
  /** A change of depth or base model ended. */
  CHANGE_ENDED,
  /** Devices are asked to send samples again. */
  REPAIRS,
  /** A device runs the general model in the place of a head. */
  FELL_BACK,
  /** An operator took a scope back to an earlier version, or to none. */
  ROLLBACK,
  /** A base model was published. */
  BASE,
  /** Somebody else decides about the freeze point. */
  POLICY;

  /** As the operator API writes it, for example {@code held-back}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
