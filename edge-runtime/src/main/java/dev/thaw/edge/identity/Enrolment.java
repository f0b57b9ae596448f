package dev.thaw.edge.identity;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.protocol.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * That the cloud enrolled this device. Immutable. Stored as lines of text: the invitation's digest,
 * then the cohort if there is one.
 *
 * @param invitation the digest of the invitation that was used
 * @param cohort the cohort that the invitation was for
 */
record Enrolment(Digest invitation, Optional<String> cohort) {
  static Enrolment by(String invitation, Optional<String> cohort) {
    return new Enrolment(digest(invitation), cohort);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws EdgeException if it is damaged
   */
  static Enrolment fromBytes(byte[] stored) {
    List<String> lines = new String(stored, StandardCharsets.UTF_8).lines().toList();
    try {
      if (lines.isEmpty() || lines.size() > 2) {
        throw new IllegalArgumentException(lines.size() + " lines");
      }
      return new Enrolment(
          Digest.fromHex(lines.get(0)),
          Optional.ofNullable(lines.size() == 2 ? lines.get(1) : null));
    } catch (IllegalArgumentException e) {
      throw new EdgeException("the kept enrolment is damaged: " + e.getMessage(), e);
    }
  }

  byte[] toBytes() {
    String text = invitation.hex() + cohort.map(name -> '\n' + name).orElse("");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean isBy(String other) {
    return invitation.equals(digest(other));
  }

  private static Digest digest(String invitation) {
    return Digest.of(invitation.getBytes(StandardCharsets.UTF_8));
  }
}
