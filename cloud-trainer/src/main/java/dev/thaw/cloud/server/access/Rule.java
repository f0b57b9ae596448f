package dev.thaw.cloud.server.access;

import io.vertx.core.http.HttpMethod;
import java.util.regex.Pattern;

/**
 * What one route needs. Immutable.
 *
 * @param path as the route has it: a part that begins with a colon stands for any one, a last
 *     {@code *} for all that follows
 */
public record Rule(HttpMethod method, String path, Need need, Pattern pattern) {
  static Rule of(HttpMethod method, String path, Need need) {
    String regex = path.replaceAll("[.]", "\\\\.").replaceAll(":\\w+", "[^/]+");
    return new Rule(method, path, need, Pattern.compile(regex.replaceAll("\\*$", ".*")));
  }

  boolean isAt(String requested) {
    return pattern.matcher(requested).matches();
  }

  /** Whether it is a request that changes something on an operator's behalf. */
  boolean isChange() {
    boolean operators = path.startsWith("/v1/admin/") || path.startsWith("/v1/operator/");
    return operators && !method.equals(HttpMethod.GET);
  }

  /** Whether a browser's cookie opens it: whatever operators may use, tasks and metrics too. */
  boolean takesLogin() {
    return need != Need.NOTHING && need != Need.DEVICE;
  }
}
