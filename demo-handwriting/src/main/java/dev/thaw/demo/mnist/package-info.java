/**
 * Digits as grey images, from the IDX files of MNIST: open {@link dev.thaw.demo.mnist.Mnist}. They
 * have no strokes and no writers, so they go to the grey-only architectures.
 */
@NullMarked
package dev.thaw.demo.mnist;

import org.jspecify.annotations.NullMarked;
