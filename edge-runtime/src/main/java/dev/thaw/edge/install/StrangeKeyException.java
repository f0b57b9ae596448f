package dev.thaw.edge.install;

/** A manifest that the trusted key did not sign; it may have handed over to another. */
public final class StrangeKeyException extends RejectedException {
  private static final long serialVersionUID = 1L;

  StrangeKeyException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
