package dev.thaw.demo.app;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a browser keeps its profile's token, which is a secret: never logged. Browsers send a cookie
 * to every port of a host, so it may hold tokens of several installations; each knows its own, and
 * leaves the others alone. Stateless.
 */
final class ProfileCookie {
  private static final String PREFIX = "thaw_profile=";
  private static final String SEPARATOR = ".";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Duration AGE = Duration.ofDays(3_650);
  private static final int MOST_TOKENS = 8;

  private ProfileCookie() {}

  /** The tokens among a request's headers; what cannot be one is left out. */
  static List<String> tokens(MultiMap headers) {
    return headers.getAll("cookie").stream()
        .flatMap(header -> Arrays.stream(header.split(";")))
        .map(String::trim)
        .filter(pair -> pair.startsWith(PREFIX))
        .flatMap(pair -> Arrays.stream(pair.substring(PREFIX.length()).split("\\.")))
        .filter(value -> TOKEN.matcher(value).matches())
        .limit(MOST_TOKENS)
        .toList();
  }

  /**
   * The header that makes a browser keep the tokens, those beyond eight forgotten; scripts and
   * other sites do not see it.
   *
   * @param secure whether it may never be sent without TLS
   */
  static String header(List<String> tokens, boolean secure) {
    String value = String.join(SEPARATOR, tokens.subList(0, Math.min(MOST_TOKENS, tokens.size())));
    return PREFIX
        + value
        + "; Path=/; Max-Age="
        + AGE.toSeconds()
        + "; HttpOnly; SameSite=Strict"
        + (secure ? "; Secure" : "");
  }
}
