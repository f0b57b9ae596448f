/**
 * What each possible freeze depth would cost and give, and which one is best under stated limits.
 * Open {@link dev.thaw.cloud.advice.Advisor} first. The package moves nothing.
 */
@NullMarked
package dev.thaw.cloud.advice;

import org.jspecify.annotations.NullMarked;
