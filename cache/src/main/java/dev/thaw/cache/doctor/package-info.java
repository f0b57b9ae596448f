/**
 * Looks at a database that nobody has open and says what is wrong with it. Open {@link
 * dev.thaw.cache.doctor.DatabaseCheck} first. It changes nothing, and knows of rows only what it is
 * told.
 */
@NullMarked
package dev.thaw.cache.doctor;

import org.jspecify.annotations.NullMarked;
