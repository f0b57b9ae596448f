/**
 * Handwriting by person: {@link dev.thaw.demo.data.Dataset} holds writers, each with characters in
 * the order they were written. {@link dev.thaw.demo.data.WriterSplit} says whose hand the general
 * model may see, {@link dev.thaw.demo.data.CharacterOrder} which characters adapt and which are
 * scored. Knows no file format.
 */
@NullMarked
package dev.thaw.demo.data;

import org.jspecify.annotations.NullMarked;
