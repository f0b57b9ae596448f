/**
 * Who moves a task's freeze point: the operator alone, or the advice, followed at most once per
 * interval. Open {@link dev.thaw.cloud.policy.Autopilot} first. The package measures nothing and
 * moves nothing itself: it is told how.
 */
@NullMarked
package dev.thaw.cloud.policy;

import org.jspecify.annotations.NullMarked;
