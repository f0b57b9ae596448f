/**
 * The base model that ships with the application: {@link dev.thaw.demo.base.BundledModel} reads it
 * from the class path. How it was made stands in the card inside it.
 */
@NullMarked
package dev.thaw.demo.base;

import org.jspecify.annotations.NullMarked;
