/**
 * What a change of depth would do, told before it is made. Open {@link dev.thaw.cloud.plan.Planner}
 * first. The package changes nothing.
 */
@NullMarked
package dev.thaw.cloud.plan;

import org.jspecify.annotations.NullMarked;
