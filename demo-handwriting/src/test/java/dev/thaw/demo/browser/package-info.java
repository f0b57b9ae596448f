/**
 * The pages in a real Chromium, driven as a person drives it: by pen, finger, mouse and keys. Open
 * {@link dev.thaw.demo.browser.Browsers} first; a test class that is marked {@link
 * dev.thaw.demo.browser.NeedsChromium} is skipped where there is none.
 */
@NullMarked
package dev.thaw.demo.browser;

import org.jspecify.annotations.NullMarked;
