/**
 * {@code thaw bench}: measures what moving the freeze point costs and how fast heads are trained,
 * and compares each figure with its limit. Open {@link dev.thaw.bench.FreezeBench} first; each
 * measurement is a class of its own and knows only {@link dev.thaw.bench.Fleet}, a cloud with
 * devices in this process; overload, the small operations that training is made of, and those that
 * devices and the cloud do most often, are measured in packages of their own. {@code thaw
 * evaluate}, the product beside what one would do instead, begins at {@link
 * dev.thaw.bench.evaluate.Question}.
 */
@NullMarked
package dev.thaw.bench;

import org.jspecify.annotations.NullMarked;
