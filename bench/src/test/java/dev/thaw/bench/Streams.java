package dev.thaw.bench;

/** What crossed in both directions. Immutable. */
record Streams(Direction up, Direction down) {
  /**
   * One direction of all connections. Immutable.
   *
   * @param bytes all of them
   * @param payload of them, bodies of HTTP and data messages of WebSocket
   * @param headers of them, what is around these, control frames included
   */
  record Direction(long bytes, long payload, long headers) {
    static final Direction NOTHING = new Direction(0, 0, 0);

    Direction plus(Direction other) {
      return new Direction(bytes + other.bytes, payload + other.payload, headers + other.headers);
    }
  }

  static final Streams NOTHING = new Streams(Direction.NOTHING, Direction.NOTHING);

  Streams plus(Streams other) {
    return new Streams(up.plus(other.up), down.plus(other.down));
  }
}
