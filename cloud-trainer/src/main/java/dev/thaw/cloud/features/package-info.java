/**
 * The feature log: what devices uploaded, durable before it is acknowledged, and the versions of it
 * that the cloud advanced to the freeze point. Open {@link dev.thaw.cloud.features.FeatureLog}
 * first. It knows prefix digests and cuts, and nothing of heads.
 */
@NullMarked
package dev.thaw.cloud.features;

import org.jspecify.annotations.NullMarked;
