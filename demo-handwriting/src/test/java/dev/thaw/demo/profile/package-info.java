/**
 * Profiles on real devices, with a real cloud and without. Open {@link
 * dev.thaw.demo.profile.ProfileIT} first; {@link dev.thaw.demo.profile.ProfileFixture} has what the
 * tests that open profiles share.
 */
@NullMarked
package dev.thaw.demo.profile;

import org.jspecify.annotations.NullMarked;
