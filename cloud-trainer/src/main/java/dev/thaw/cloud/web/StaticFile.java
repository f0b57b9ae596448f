package dev.thaw.cloud.web;

import dev.thaw.protocol.Digest;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One file as it is sent. Immutable, as long as nobody writes to its content. */
record StaticFile(String type, String entityTag, Buffer content) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "json", "application/json",
          "map", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2");

  static StaticFile of(byte[] content, String type) {
    return new StaticFile(type, '"' + Digest.of(content).hex() + '"', Buffer.buffer(content));
  }

  /** The media type that belongs to a name; empty for files that are not given out. */
  static Optional<String> typeOf(String file) {
    int dot = file.lastIndexOf('.');
    return dot < 0 ? Optional.empty() : Optional.ofNullable(TYPES.get(file.substring(dot + 1)));
  }

  /** Whether {@code If-None-Match} (RFC 9110, 13.1.2) names this content. */
  boolean isKnownTo(@Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(tag -> tag.strip().replaceFirst("^W/", ""))
            .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag));
  }
}
