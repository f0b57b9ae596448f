package dev.thaw.cloud.server;

import java.util.Locale;

/** What a byte that crossed the wire was for. */
public enum WireKind {
  /** Frames that greet. */
  HELLO(Direction.IN),
  /** Frames that report how a device is doing. */
  STATUS(Direction.IN),
  /** Frames of features, over WebSocket or REST. */
  FEATURES(Direction.IN),
  /** Features as JSON. */
  FEATURES_JSON(Direction.IN),
  /** Frames that tell which samples cannot be sent again. */
  LOST(Direction.IN),
  /** Frames that acknowledge features. */
  ACK(Direction.OUT),
  /** Frames that welcome. */
  WELCOME(Direction.OUT),
  /** Frames that tell of a changed manifest. */
  NOTICE(Direction.OUT),
  /** Frames that ask for samples again. */
  REPAIR(Direction.OUT),
  /** Frames that refuse. */
  REFUSED(Direction.OUT),
  /** Signed manifests. */
  MANIFEST(Direction.OUT),
  /** Layers. */
  LAYER(Direction.OUT);

  /** Which way bytes go, seen from the cloud. */
  public enum Direction {
    /** Device to cloud. */
    IN,
    /** Cloud to device. */
    OUT
  }

  private final Direction direction;

  WireKind(Direction direction) {
    this.direction = direction;
  }

  /** Which way bytes of this kind go. */
  public Direction direction() {
    return direction;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
