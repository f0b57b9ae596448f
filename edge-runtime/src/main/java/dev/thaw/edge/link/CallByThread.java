package dev.thaw.edge.link;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which thread may call the annotated type or method. Documentation; nothing checks it. */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface CallByThread {
  /** The link's Vert.x context. */
  String CONTEXT = "link context";

  /** A Vert.x worker on behalf of the link's context: one at a time, in order. */
  String WORKER = "link worker";

  /** Any thread. */
  String ANY = "any";

  /** One of the constants. */
  String value();
}
