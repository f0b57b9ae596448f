package dev.thaw.cloud.events;

import dev.thaw.protocol.Scope;
import java.util.Optional;

/**
 * Something that happened, before it has its place in the log. Immutable.
 *
 * @param scope whose head it is about
 * @param device which device it is about
 * @param version which version of the scope it is about
 * @param text one plain sentence
 */
public record News(
    EventKind kind,
    String task,
    Optional<Scope> scope,
    Optional<String> device,
    Optional<Long> version,
    String text) {
  /** News about a whole task. */
  public static News of(EventKind kind, String task, String text) {
    return new News(kind, task, Optional.empty(), Optional.empty(), Optional.empty(), text);
  }

  /** News about a device. */
  public static News of(EventKind kind, String task, String device, String text) {
    return new News(kind, task, Optional.empty(), Optional.of(device), Optional.empty(), text);
  }

  /** News about a scope, and about its device if it is one's own. */
  public static News of(
      EventKind kind, String task, Scope scope, Optional<Long> version, String text) {
    Optional<String> device =
        scope instanceof Scope.OfDevice own ? Optional.of(own.id()) : Optional.empty();
    return new News(kind, task, Optional.of(scope), device, version, text);
  }
}
