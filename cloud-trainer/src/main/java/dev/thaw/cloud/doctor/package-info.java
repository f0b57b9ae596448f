/**
 * Checks data directories that no process uses, and repairs what can be rebuilt. Open {@link
 * dev.thaw.cloud.doctor.Doctor} first. A check changes nothing. A repair never destroys: what it
 * replaces goes to {@code damaged-YYYYMMDD-HHMMSS} in the data directory, where copies of features
 * stay until somebody deletes them. It asks the other packages which of their rows can be read.
 */
@NullMarked
package dev.thaw.cloud.doctor;

import org.jspecify.annotations.NullMarked;
