package dev.thaw.demo.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test class, with one line that says so, where no Chromium is installed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NeedsChromium.Condition.class)
@interface NeedsChromium {
  /** Looks for the two programs. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (Chromium.find().isPresent()) {
        return ConditionEvaluationResult.enabled("Chromium is here");
      }
      if (context.getTestMethod().isEmpty()) {
        System.out.println(context.getDisplayName() + " skipped: " + Chromium.MISSING);
      }
      return ConditionEvaluationResult.disabled(Chromium.MISSING);
    }
  }
}
