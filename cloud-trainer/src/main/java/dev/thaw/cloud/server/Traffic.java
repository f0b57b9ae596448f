package dev.thaw.cloud.server;

import dev.thaw.cloud.server.WireKind.Direction;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What crossed the wire since the start, by kind. Bytes are those of frames and bodies; the headers
 * of HTTP and WebSocket around them are not counted. Immutable.
 */
public record Traffic(Map<WireKind, Count> byKind) {
  /** How often and how much. */
  public record Count(long messages, long bytes) {}

  public Traffic {
    Map<WireKind, Count> copy = new EnumMap<>(WireKind.class);
    for (WireKind kind : WireKind.values()) {
      copy.put(kind, byKind.getOrDefault(kind, new Count(0, 0)));
    }
    byKind = Collections.unmodifiableMap(copy);
  }

  /** Bytes of one kind. */
  public long bytes(WireKind kind) {
    return byKind.getOrDefault(kind, new Count(0, 0)).bytes();
  }

  /** Bytes of all kinds that go one way. */
  public long bytes(Direction direction) {
    return byKind.entrySet().stream()
        .filter(entry -> entry.getKey().direction() == direction)
        .mapToLong(entry -> entry.getValue().bytes())
        .sum();
  }
}
