package dev.thaw.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Any request is answered, and never as the server's own failure. An input is a line with method
 * and target, a line with the content type, a line {@code %%}, and the body; the body of a frame
 * gets lengths and checksum that agree.
 */
public final class HttpFuzz {
  private static final Set<String> METHODS =
      Set.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH");
  private static final String FRAME = "application/vnd.thaw.frame";

  @FuzzTest(maxDuration = "10m")
  void request(byte[] bytes) throws IOException {
    byte[] head = Parts.of(bytes, 2).get(0);
    byte[] body = Parts.of(bytes, 2).get(1);
    String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\n", 2);
    String[] words = lines[0].split(" ", 2);
    String type = lines.length > 1 ? printable(lines[1]) : "";
    String target = words.length > 1 ? printable(words[1]) : "";
    String method = METHODS.contains(words[0]) ? words[0] : "POST";
    int status =
        ask(method, '/' + target, type, type.equals(FRAME) ? SealedFrame.sealed(body) : body);
    assertThat(status).as("%s /%s", method, target).isBetween(200, 499);
  }

  private static int ask(String method, String target, String type, byte[] body)
      throws IOException {
    String head =
        method
            + ' '
            + target
            + " HTTP/1.1\r\nhost: fuzz\r\nthaw-operation: publish-base\r\ncontent-type: "
            + type
            + "\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    try (PlainSocket socket = new PlainSocket(FuzzedCloud.port())) {
      socket.send(request.toByteArray());
      return socket.status();
    }
  }

  /** Blanks and line ends would make it another request than this one. */
  private static String printable(String text) {
    return text.replaceAll("[^!-~]", "");
  }
}
