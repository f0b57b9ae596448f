/**
 * Erases what a person's device, or one sample, left in the cloud: rows, heads that have learnt
 * from them, layers, and the files' bytes, with a signed receipt. Open {@link
 * dev.thaw.cloud.erasure.Erasures} first. It knows no HTTP, and nothing of devices' own copies.
 */
@NullMarked
package dev.thaw.cloud.erasure;

import org.jspecify.annotations.NullMarked;
