package dev.thaw.cloud.server.access;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.Access;
import dev.thaw.cloud.access.Role;
import dev.thaw.cloud.audit.AuditEntry.Fact;
import dev.thaw.cloud.events.Narrator;
import dev.thaw.cloud.server.limits.Limits;
import dev.thaw.cloud.web.Answers;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of one gateway. To be mounted before all other routes: what it does not let in never
 * gets to them.
 */
public final class AccessControl {
  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);
  private static final String ADMIN = "/v1/admin/*";

  private static final List<String> WAYS_IN =
      List.of("/v1/enrol", "/v1/sessions/challenge", "/v1/sessions", "/v1/operator/login");

  private final boolean authenticated;
  private final CloudTrainer trainer;
  private final Narrator narrator;
  private final BodyHandler body;
  private final Limits limits;

  /**
   * A door.
   *
   * @param authenticated whether callers must show who they are
   * @param body reads what is small
   * @param limits how often strangers may try
   */
  public AccessControl(
      boolean authenticated,
      CloudTrainer trainer,
      Narrator narrator,
      BodyHandler body,
      Limits limits) {
    this.authenticated = authenticated;
    this.trainer = trainer;
    this.narrator = narrator;
    this.body = body;
    this.limits = limits;
  }

  /** Makes the first admin, if there is nobody yet who could. Blocks. */
  public static void prepare(CloudTrainer trainer) {
    Access access = trainer.access();
    if (access.operators().all().isEmpty()) {
      String role = Role.ADMIN.toString();
      String target = "operator " + Access.FIRST_ADMIN;
      trainer.audit().add(new Fact("thaw", "-", "first start", target, "none", role, "done"));
      access.ensureAdmin();
      LOG.info("made the first operator, token in {}", access.firstToken());
    }
  }

  /** Mounts the checks, then the routes by which devices and operators come in. */
  public void mount(Router router) {
    AuditTrail trail = new AuditTrail(trainer);
    Gate gate = new Gate(authenticated, trainer.access(), trail);
    WAYS_IN.forEach(path -> router.post(path).handler(this::countAttempt));
    router.route().handler(gate::handle);
    router.route(ADMIN).handler(this::readBody);
    router.route(ADMIN).handler(trail::handle);
    new EnrolmentRoutes(trainer, narrator, body).mount(router);
    new LoginRoutes(trainer.access().operators(), body).mount(router);
    new DeviceAccessRoutes(trainer, narrator, body).mount(router);
    new OperatorRoutes(trainer.access().operators(), body).mount(router);
    new AuditRoutes(trainer.audit()).mount(router);
  }

  private void countAttempt(RoutingContext ctx) {
    limits.enrolment(ctx.request().remoteAddress().hostAddress());
    ctx.next();
  }

  /** The audit log has what the request said; what is large says it in its headers. */
  private void readBody(RoutingContext ctx) {
    boolean changes = !ctx.request().method().equals(HttpMethod.GET);
    if (changes && Answers.contentType(ctx).equals(Answers.JSON)) {
      body.handle(ctx);
    } else {
      ctx.next();
    }
  }
}
