package dev.thaw.cloud.access;

import java.util.Locale;

/** What an operator may do; each role includes the ones before it. */
public enum Role {
  /** Reads. */
  VIEWER,
  /** Trains, rolls back, moves the freeze point. */
  OPERATOR,
  /** Lets devices and operators in and out, replaces the base model. */
  ADMIN;

  /** Whether whoever has this role may do what needs the other. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if it is no role
   */
  public static Role parse(String text) {
    for (Role role : values()) {
      if (role.toString().equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException("not a role: \"" + text + "\" (viewer, operator or admin)");
  }

  /** As the operator API writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
