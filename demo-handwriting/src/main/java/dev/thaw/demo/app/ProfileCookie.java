package dev.thaw.demo.app;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a browser keeps its profile's token, which is a secret: never logged. Stateless. */
final class ProfileCookie {
  private static final String PREFIX = "thaw_profile=";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Duration AGE = Duration.ofDays(3_650);

  private ProfileCookie() {}

  /** The token among a request's headers; empty if there is none or it cannot be one. */
  static Optional<String> token(MultiMap headers) {
    return headers.getAll("cookie").stream()
        .flatMap(header -> Arrays.stream(header.split(";")))
        .map(String::trim)
        .filter(pair -> pair.startsWith(PREFIX))
        .map(pair -> pair.substring(PREFIX.length()))
        .filter(value -> TOKEN.matcher(value).matches())
        .findFirst();
  }

  /** The header that makes a browser keep the token; scripts and other sites do not see it. */
  static String header(String token) {
    return PREFIX + token + "; Path=/; Max-Age=" + AGE.toSeconds() + "; HttpOnly; SameSite=Strict";
  }
}
