package dev.thaw.cloud.server.limits;

import dev.thaw.cloud.storage.CloudException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what each caller takes and refuses what is too much, with the time after which it may be
 * tried again. Thread-safe.
 */
public final class Limits {
  /** What there was too much of. */
  public enum Kind {
    /** TCP connections. */
    CONNECTIONS,
    /** WebSockets of one device. */
    STREAMS,
    /** Batches in a second. */
    BATCHES,
    /** Bytes in a second. */
    BYTES,
    /** Attempts to get in. */
    ENROLMENTS,
    /** Requests that arrived too slowly. */
    SLOW_WRITERS,
    /** Devices that read too slowly. */
    SLOW_READERS
  }

  private static final long CONNECTION_RETRY_MILLIS = 5_000;

  private final ServerLimits limits;
  private final Buckets batches;
  private final Buckets bytes;
  private final Buckets enrolments;
  private final Occupancy connections;
  private final Occupancy streams;
  private final Map<Kind, LongAdder> refused = new EnumMap<>(Kind.class);

  /** Nobody has taken anything yet. */
  public Limits(ServerLimits limits) {
    this(limits, System::nanoTime);
  }

  Limits(ServerLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.batches = new Buckets(limits.batches(), limits.allBatches(), nanoTime);
    this.bytes = new Buckets(limits.bytes(), limits.allBytes(), nanoTime);
    this.enrolments = new Buckets(limits.enrolments(), limits.allEnrolments(), nanoTime);
    this.connections = new Occupancy(limits.connectionsFromAddress(), limits.connections());
    this.streams = new Occupancy(limits.streamsOfDevice(), limits.connections());
    for (Kind kind : Kind.values()) {
      refused.put(kind, new LongAdder());
    }
  }

  /**
   * A device wants a batch taken.
   *
   * @throws CloudException {@code BUSY}, with the time after which it may be sent again
   */
  public void batch(String device, long size) {
    require(Kind.BATCHES, batches.draw(device, 1), "too many batches a second");
    require(Kind.BYTES, bytes.draw(device, (double) size), "too many bytes a second");
  }

  /**
   * Somebody who is not known yet wants to enrol, open a session or log in.
   *
   * @throws CloudException {@code BUSY}, with the time after which it may be tried again
   */
  public void enrolment(String address) {
    require(Kind.ENROLMENTS, enrolments.draw(address, 1), "too many attempts to get in");
  }

  /** A connection begins; false if there is no room for it. Each true is followed by one end. */
  public boolean connectionBegins(String address) {
    return noted(Kind.CONNECTIONS, connections.enter(address));
  }

  /** A connection that had begun ended. */
  public void connectionEnds(String address) {
    connections.leave(address);
  }

  /**
   * A device's stream begins; each that was let in is followed by one end.
   *
   * @throws CloudException {@code BUSY}
   */
  public void streamBegins(String device) {
    if (!noted(Kind.STREAMS, streams.enter(device))) {
      throw CloudException.busy(
          "the device has %d streams already".formatted(limits.streamsOfDevice()),
          CONNECTION_RETRY_MILLIS);
    }
  }

  /** A device's stream ended. */
  public void streamEnds(String device) {
    streams.leave(device);
  }

  /** Somebody was cut off. */
  public void cutOff(Kind kind) {
    noted(kind, false);
  }

  /** How often there was too much of something. */
  public long refused(Kind kind) {
    return counter(kind).sum();
  }

  /** Connections now. */
  public int connections() {
    return connections.size();
  }

  /** What is enforced. */
  public ServerLimits limits() {
    return limits;
  }

  private void require(Kind kind, long waitMillis, String message) {
    if (waitMillis > 0) {
      counter(kind).increment();
      throw CloudException.busy(message, waitMillis);
    }
  }

  private boolean noted(Kind kind, boolean letIn) {
    if (!letIn) {
      counter(kind).increment();
    }
    return letIn;
  }

  private LongAdder counter(Kind kind) {
    return java.util.Objects.requireNonNull(refused.get(kind));
  }
}
