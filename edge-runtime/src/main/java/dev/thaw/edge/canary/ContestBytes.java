package dev.thaw.edge.canary;

import dev.thaw.edge.canary.Disagreement.Side;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A contest as it is stored, at most {@value #MAX_BYTES} bytes: version, general model, whether the
 * head answers, the fallen manifest (zeros for none), and of each disagreement sample, the two
 * labels, for whom silence counts, and the annotated label. Stateless.
 */
final class ContestBytes {
  private static final byte VERSION = 1;
  private static final int HEAD = 1 + Digest.BYTES + 1 + Digest.BYTES;
  private static final int ROW = SampleId.BYTES + 3 * Integer.BYTES + 1;
  private static final int MAX_BYTES = HEAD + Contest.WINDOW * ROW;
  private static final byte[] NONE = new byte[Digest.BYTES];

  private ContestBytes() {}

  static byte[] of(Contest contest) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
    out.put(VERSION).put(contest.general().bytes()).put(flag(contest.headAnswers()));
    out.put(contest.fallen().map(Digest::bytes).orElse(NONE));
    contest.window().forEach(each -> put(out, each));
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /**
   * The stored contest.
   *
   * @throws IllegalArgumentException if these are not the bytes of one
   */
  static Contest read(byte[] stored) {
    boolean whole = stored.length >= HEAD && (stored.length - HEAD) % ROW == 0;
    if (!whole || stored[0] != VERSION) {
      throw new IllegalArgumentException("not a contest: " + stored.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(stored, 1, stored.length - 1);
    Contest contest = new Contest(digest(in), in.get() != 0, fallen(digest(in)));
    while (in.hasRemaining()) {
      contest.add(disagreement(in));
    }
    return contest;
  }

  private static void put(ByteBuffer out, Disagreement each) {
    out.put(each.sample().bytes()).putInt(each.general()).putInt(each.head());
    out.put(code(each.silence())).putInt(each.annotated());
  }

  private static Disagreement disagreement(ByteBuffer in) {
    byte[] sample = new byte[SampleId.BYTES];
    in.get(sample);
    return new Disagreement(
        SampleId.fromBytes(sample), in.getInt(), in.getInt(), side(in.get()), in.getInt());
  }

  private static byte code(Side side) {
    return switch (side) {
      case GENERAL -> 0;
      case HEAD -> 1;
      case NOBODY -> 2;
    };
  }

  private static Side side(byte code) {
    return switch (code) {
      case 0 -> Side.GENERAL;
      case 1 -> Side.HEAD;
      case 2 -> Side.NOBODY;
      default -> throw new IllegalArgumentException("not a contest: it has a side " + code);
    };
  }

  private static Digest digest(ByteBuffer in) {
    byte[] digest = new byte[Digest.BYTES];
    in.get(digest);
    return Digest.fromBytes(digest);
  }

  private static Optional<Digest> fallen(Digest stored) {
    return Optional.of(stored).filter(each -> !each.equals(Digest.fromBytes(NONE)));
  }

  private static byte flag(boolean value) {
    return (byte) (value ? 1 : 0);
  }
}
