package dev.thaw.edge.link;

import dev.thaw.edge.device.WrongKeyException;
import dev.thaw.edge.identity.Identity;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/**
 * Has the cloud let this device in: enrols it if need be, then proves that it has its key. An
 * invitation is used only while the cloud does not know the device, or not any more.
 */
@CallByThread(CallByThread.CONTEXT)
final class SessionOpener {
  private final AccessCalls calls;
  private final Identity identity;
  private final Worker worker;

  /** Does what waits for the disk. */
  interface Worker {
    Future<Boolean> blocking(Callable<Boolean> work);
  }

  SessionOpener(AccessCalls calls, Identity identity, Worker worker) {
    this.calls = calls;
    this.identity = identity;
    this.worker = worker;
  }

  /** Whether there is an identity to show. */
  boolean isNeeded() {
    return identity.isPresent();
  }

  /** Fails with {@link NotAdmittedException} if asking again unchanged is pointless. */
  Future<AccessCalls.Token> open() {
    return identity.isEnrolled()
        ? session().recover(this::enrolAgain)
        : enrolThenSession(NotAdmittedException.stranger());
  }

  private Future<AccessCalls.Token> enrolAgain(Throwable cause) {
    return cause instanceof NotAdmittedException refusal
        ? enrolThenSession(refusal)
        : Future.failedFuture(cause);
  }

  private Future<AccessCalls.Token> enrolThenSession(NotAdmittedException otherwise) {
    return identity
        .unusedInvitation()
        .map(invitation -> enrol(invitation).compose(enrolled -> session()))
        .orElseGet(() -> Future.failedFuture(otherwise));
  }

  /** A challenge may have run out on the way: a refusal counts when it is repeated. */
  private Future<AccessCalls.Token> session() {
    return calls
        .openSession()
        .recover(cause -> isUnknown(cause) ? calls.openSession() : Future.failedFuture(cause))
        .recover(
            cause ->
                Future.failedFuture(
                    isUnknown(cause) || isForbidden(cause)
                        ? NotAdmittedException.revoked()
                        : cause));
  }

  private Future<Boolean> enrol(String invitation) {
    return calls
        .enrol(invitation)
        .recover(cause -> isForbidden(cause) ? enrolAnew(invitation) : Future.failedFuture(cause))
        .compose(enrolled -> remember(invitation, enrolled))
        .recover(cause -> Future.failedFuture(refusal(cause)));
  }

  /** The key was revoked and is not taken again: another one may be. */
  private Future<AccessCalls.Enrolled> enrolAnew(String invitation) {
    return worker
        .blocking(
            () -> {
              identity.renewKey();
              return true;
            })
        .compose(renewed -> calls.enrol(invitation));
  }

  private Future<Boolean> remember(String invitation, AccessCalls.Enrolled enrolled) {
    return worker.blocking(
        () -> {
          identity.enrolled(invitation, enrolled.cohort(), enrolled.manifestKey());
          return true;
        });
  }

  private static Throwable refusal(Throwable cause) {
    if (cause instanceof CallFailedException call && call.isOurFault()) {
      return NotAdmittedException.enrolmentRefused(call.status());
    }
    return cause instanceof WrongKeyException
        ? NotAdmittedException.notEnrolled(Reasons.of(cause))
        : cause;
  }

  private static boolean isUnknown(Throwable cause) {
    return cause instanceof CallFailedException call && call.isUnauthenticated();
  }

  private static boolean isForbidden(Throwable cause) {
    return cause instanceof CallFailedException call && call.isForbidden();
  }
}
