package dev.thaw.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thaw.bench.fuzz.PlainSocket.Received;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.codec.FrameCodec;
import dev.thaw.protocol.codec.MalformedFrameException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Any frames on a stream are answered or refused, never as the server's own failure, and the stream
 * stays open or ends with a close frame. The frames of an input are parted by lines {@code %%}; one
 * that begins with T gets lengths and checksum that agree.
 */
public final class StreamFuzz {
  private static final int MOST_FRAMES = 8;
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);

  @FuzzTest(maxDuration = "10m")
  void frames(byte[] bytes) throws IOException {
    try (PlainSocket socket = new PlainSocket(FuzzedCloud.port())) {
      assertThat(socket.upgrade("/v1/stream")).isEqualTo(101);
      Conversation conversation = new Conversation(socket);
      for (byte[] part : Parts.of(bytes, MOST_FRAMES)) {
        conversation.say(part);
      }
      conversation.end();
    }
  }

  /** What was said and what is still to be heard. */
  private static final class Conversation {
    private final PlainSocket socket;
    private boolean welcomed;
    private boolean closed;
    private int unanswered;

    Conversation(PlainSocket socket) {
      this.socket = socket;
    }

    void say(byte[] part) throws IOException {
      if (part.length == 0 || closed) {
        return;
      }
      byte[] frame = part[0] == 'T' ? SealedFrame.sealed(part) : part;
      Optional<Message> message = decoded(frame);
      socket.sendFrame(Received.BINARY, frame);
      if (!welcomed && message.filter(Message.Hello.class::isInstance).isPresent()) {
        while (!welcomed && !closed) {
          listen();
        }
      } else if (welcomed && message.filter(Message.FeatureBatch.class::isInstance).isPresent()) {
        unanswered++;
      }
    }

    /** Waits for all answers and one more sign of life, or the end of the stream. */
    void end() throws IOException {
      if (!closed) {
        socket.sendFrame(Received.PING, new byte[] {1});
      }
      boolean alive = false;
      while (!closed && !(alive && unanswered == 0)) {
        alive |= listen() == Received.PONG;
      }
    }

    private int listen() throws IOException {
      Received frame = socket.receive();
      closed = frame.opcode() == Received.CLOSE;
      if (frame.opcode() == Received.BINARY) {
        hear(CODEC.fromBytes(frame.payload()));
      }
      return frame.opcode();
    }

    private void hear(Message message) {
      welcomed |= message instanceof Message.Welcome;
      boolean answers = message instanceof Message.BatchAck;
      if (message instanceof Message.Refused refused) {
        assertThat(refused.error())
            .as(refused.message())
            .isNotIn(List.of(ErrorCode.INTERNAL, ErrorCode.UNKNOWN));
        answers = unanswered > 0;
      }
      unanswered -= answers ? 1 : 0;
    }

    private static Optional<Message> decoded(byte[] frame) {
      try {
        return Optional.of(CODEC.fromBytes(frame.clone()));
      } catch (MalformedFrameException refused) {
        return Optional.empty();
      }
    }
  }
}
