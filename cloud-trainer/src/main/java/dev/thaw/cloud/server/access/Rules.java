package dev.thaw.cloud.server.access;

import static dev.thaw.cloud.server.access.Need.ADMIN;
import static dev.thaw.cloud.server.access.Need.DEVICE;
import static dev.thaw.cloud.server.access.Need.NOTHING;
import static dev.thaw.cloud.server.access.Need.OPERATOR;
import static dev.thaw.cloud.server.access.Need.SOMEBODY;
import static dev.thaw.cloud.server.access.Need.VIEWER;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/** What each route needs. A route that is not in this table is closed to everybody. */
public final class Rules {
  private static final List<Rule> ALL =
      List.of(
          // the page, which shows nothing that its requests do not get
          get("/", NOTHING),
          get("/operator/*", NOTHING),
          get("/ui/*", NOTHING),
          get("/webjars/*", NOTHING),
          // machines
          get("/healthz", NOTHING),
          get("/readyz", NOTHING),
          get("/metrics", VIEWER),
          get("/v1/openapi.yaml", NOTHING),
          // coming in
          get("/v1/key", NOTHING),
          post("/v1/enrol", NOTHING),
          post("/v1/sessions/challenge", NOTHING),
          post("/v1/sessions", NOTHING),
          post("/v1/operator/login", NOTHING),
          post("/v1/operator/logout", NOTHING),
          get("/v1/operator/me", VIEWER),
          // devices
          get("/v1/stream", DEVICE),
          post("/v1/features", DEVICE),
          get("/v1/tasks", SOMEBODY),
          get("/v1/tasks/:task", SOMEBODY),
          get("/v1/tasks/:task/manifest", DEVICE),
          get("/v1/tasks/:task/repairs", DEVICE),
          post("/v1/tasks/:task/lost", DEVICE),
          post("/v1/tasks/:task/status", DEVICE),
          get("/v1/layers/:digest", DEVICE),
          get("/v1/handovers/:fingerprint", NOTHING), // proves itself, and is for all to see
          // operators
          get("/v1/admin/status", VIEWER),
          get("/v1/admin/devices", VIEWER),
          get("/v1/admin/features", VIEWER),
          get("/v1/admin/models", VIEWER),
          get("/v1/admin/runs", VIEWER),
          get("/v1/admin/runs/:id", VIEWER),
          get("/v1/admin/events", VIEWER),
          get("/v1/admin/freeze", VIEWER),
          get("/v1/admin/freeze/status", VIEWER),
          get("/v1/admin/freeze/policy", VIEWER),
          get("/v1/admin/operators", VIEWER),
          get("/v1/admin/features/receipts", VIEWER),
          get("/v1/admin/keys", VIEWER),
          get("/v1/admin/audit", VIEWER),
          get("/v1/admin/audit/verification", VIEWER),
          get("/v1/admin/freeze/advice", OPERATOR), // trains heads, for a minute
          post("/v1/admin/train", OPERATOR),
          post("/v1/admin/rollback", OPERATOR),
          put("/v1/admin/freeze", OPERATOR),
          delete("/v1/admin/freeze/change", OPERATOR),
          put("/v1/admin/freeze/policy", OPERATOR),
          post("/v1/admin/features/erase", ADMIN),
          post("/v1/admin/keys/rotate", ADMIN),
          post("/v1/admin/base", ADMIN),
          post("/v1/admin/invitations", ADMIN),
          post("/v1/admin/devices/:device/revoke", ADMIN),
          post("/v1/admin/operators", ADMIN),
          delete("/v1/admin/operators/:name", ADMIN),
          post("/v1/admin/operators/:name/rotate", ADMIN));

  private Rules() {}

  /** The whole table. */
  public static List<Rule> all() {
    return ALL;
  }

  static Optional<Rule> find(HttpMethod method, String path) {
    return ALL.stream().filter(rule -> rule.method().equals(method) && rule.isAt(path)).findFirst();
  }

  static boolean knows(String path) {
    return ALL.stream().anyMatch(rule -> rule.isAt(path));
  }

  private static Rule get(String path, Need need) {
    return Rule.of(HttpMethod.GET, path, need);
  }

  private static Rule post(String path, Need need) {
    return Rule.of(HttpMethod.POST, path, need);
  }

  private static Rule put(String path, Need need) {
    return Rule.of(HttpMethod.PUT, path, need);
  }

  private static Rule delete(String path, Need need) {
    return Rule.of(HttpMethod.DELETE, path, need);
  }
}
