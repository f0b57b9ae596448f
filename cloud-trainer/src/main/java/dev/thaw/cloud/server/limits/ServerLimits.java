package dev.thaw.cloud.server.limits;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the gateway takes at most: of one device, from one address, of all together. The defaults
 * are far above what an honest device does. Immutable.
 *
 * @param connections TCP connections at the same time
 * @param connectionsFromAddress the same from one remote address; devices behind one router share
 *     it
 * @param streamsOfDevice WebSockets of one device at the same time
 * @param batches batches of one device
 * @param allBatches batches of all devices
 * @param bytes bytes of activations of one device
 * @param allBytes bytes of activations of all devices
 * @param enrolments attempts to enrol, open a session or log in, from one address
 * @param allEnrolments the same from all
 * @param headerBytes the largest head of a request
 * @param unreadBytes what waits for a device that reads slowly before it is cut off
 * @param requestTime how long a request's head, and then its body, may take to arrive
 */
public record ServerLimits(
    int connections,
    int connectionsFromAddress,
    int streamsOfDevice,
    Rate batches,
    Rate allBatches,
    Rate bytes,
    Rate allBytes,
    Rate enrolments,
    Rate allEnrolments,
    int headerBytes,
    int unreadBytes,
    Duration requestTime) {
  private static final double BURST_SECONDS = 10;
  private static final double MEBIBYTE = 1 << 20;
  private static final int MIN_HEADER_BYTES = 1_024;

  public ServerLimits {
    if (connections < 1 || connectionsFromAddress < 1 || streamsOfDevice < 1) {
      throw new IllegalArgumentException(
          "not numbers of connections: %d, %d from one address, %d of one device"
              .formatted(connections, connectionsFromAddress, streamsOfDevice));
    }
    if (headerBytes < MIN_HEADER_BYTES || unreadBytes < MIN_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "nothing fits into %d bytes of header, %d unread".formatted(headerBytes, unreadBytes));
    }
    if (requestTime.isZero() || requestTime.isNegative()) {
      throw new IllegalArgumentException("not a time for a request: " + requestTime);
    }
  }

  /** The defaults; the documentation has them as a table. */
  public static ServerLimits defaults() {
    return new ServerLimits(
        20_000,
        4_000,
        4,
        Rate.perSecond(100, BURST_SECONDS),
        Rate.perSecond(5_000, BURST_SECONDS),
        Rate.perSecond(4 * MEBIBYTE, BURST_SECONDS),
        Rate.perSecond(64 * MEBIBYTE, BURST_SECONDS),
        Rate.perMinute(6_000),
        Rate.perMinute(60_000),
        16 << 10,
        8 << 20,
        Duration.ofSeconds(30));
  }

  /** These limits with another number of connections, in all and from one address. */
  public ServerLimits withConnections(int all, int fromAddress) {
    return with(
        draft -> {
          draft.connections = all;
          draft.connectionsFromAddress = fromAddress;
        });
  }

  /** These limits with other rates of batches. */
  public ServerLimits withBatches(Rate ofDevice, Rate ofAll) {
    return with(
        draft -> {
          draft.batches = ofDevice;
          draft.allBatches = ofAll;
        });
  }

  /** These limits with other rates of bytes. */
  public ServerLimits withBytes(Rate ofDevice, Rate ofAll) {
    return with(
        draft -> {
          draft.bytes = ofDevice;
          draft.allBytes = ofAll;
        });
  }

  /** These limits with other rates of attempts to get in. */
  public ServerLimits withEnrolments(Rate fromAddress, Rate fromAll) {
    return with(
        draft -> {
          draft.enrolments = fromAddress;
          draft.allEnrolments = fromAll;
        });
  }

  /** These limits with less patience for what arrives slowly or is read slowly. */
  public ServerLimits withPatience(int bytesUnread, Duration forRequest) {
    return with(
        draft -> {
          draft.unreadBytes = bytesUnread;
          draft.requestTime = forRequest;
        });
  }

  private ServerLimits with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finish();
  }

  /** Limits being changed. */
  private static final class Draft {
    private final ServerLimits from;
    private int connections;
    private int connectionsFromAddress;
    private Rate batches;
    private Rate allBatches;
    private Rate bytes;
    private Rate allBytes;
    private Rate enrolments;
    private Rate allEnrolments;
    private int unreadBytes;
    private Duration requestTime;

    Draft(ServerLimits from) {
      this.from = from;
      this.connections = from.connections;
      this.connectionsFromAddress = from.connectionsFromAddress;
      this.batches = from.batches;
      this.allBatches = from.allBatches;
      this.bytes = from.bytes;
      this.allBytes = from.allBytes;
      this.enrolments = from.enrolments;
      this.allEnrolments = from.allEnrolments;
      this.unreadBytes = from.unreadBytes;
      this.requestTime = from.requestTime;
    }

    ServerLimits finish() {
      return new ServerLimits(
          connections,
          connectionsFromAddress,
          from.streamsOfDevice,
          batches,
          allBatches,
          bytes,
          allBytes,
          enrolments,
          allEnrolments,
          from.headerBytes,
          unreadBytes,
          requestTime);
    }
  }
}
