package dev.thaw.edge.link;

import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.codec.FrameCodec;
import dev.thaw.protocol.codec.MalformedFrameException;
import java.time.Duration;

/** The one place of the device where wire errors are understood. Stateless. */
final class Refusals {
  private static final FrameCodec CODEC = new FrameCodec(RestCloud.MAX_REPLY_BYTES);

  private Refusals() {}

  /**
   * The message in an HTTP reply; a refusal of our own making if there is none in it, until the
   * time that the reply asked for, if any.
   */
  static Message read(RestCloud.Reply reply, CloudLink link) {
    Duration asked = link.askedPause().remaining();
    return read(reply, asked.isZero() ? link.timings().backoffMax() : asked);
  }

  /** The same, until {@code retry} has passed. */
  static Message read(RestCloud.Reply reply, Duration retry) {
    try {
      return CODEC.fromBytes(reply.body().getBytes());
    } catch (MalformedFrameException e) {
      String status = "HTTP status " + reply.status() + " without a frame";
      return new Refused(ErrorCode.UNKNOWN, status, -1, retry.toMillis());
    }
  }

  /** How long the sender wants to be left alone; the longest backoff if for good. */
  static Duration pause(Refused refused, CloudLink link) {
    long asked = refused.retryAfterMillis();
    return asked < 0
        ? link.timings().backoffMax()
        : Duration.ofMillis(asked).plus(link.backoff().next());
  }

  /** Whether it is the batch itself that cannot be taken, whoever sends it. */
  static boolean blamesBatch(Refused refused) {
    return switch (refused.error()) {
      case MALFORMED_FRAME, OVERSIZED_FRAME, BAD_REQUEST -> true;
      default -> false;
    };
  }

  static String describe(Refused refused) {
    return refused.error() + ": " + refused.message();
  }
}
