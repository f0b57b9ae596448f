/**
 * Layered models: an ordered list of named layers that can run any slice, be trained from any layer
 * on, and be read, written and hashed layer by layer. Open {@link dev.thaw.model.LayeredModel}
 * first; who trains a general model from scratch opens {@link dev.thaw.model.GeneralTrainer}.
 * Behind the architecture's layers a model may have one more, a residual layer, which {@link
 * dev.thaw.model.ResidualBasis} is there to fit and {@link dev.thaw.model.Taught} restrains.
 *
 * <p>General training in one breath: a {@link dev.thaw.model.BatchSource} fills {@link
 * dev.thaw.model.Batch}es of float arrays (wrapped in {@link dev.thaw.model.PrefetchedBatches} it
 * does so on a second thread), {@code new GeneralTrainer(task, GeneralPlan.of(steps), seed)} holds
 * the weights, each {@code train(source, maxSteps, listener)} runs some of the steps, {@code
 * averaged()} gives the model between calls, and a {@link dev.thaw.model.BaseModel} is what ships.
 * This package does no I/O but reading and writing bytes it is handed; it and its sub-packages
 * alone know DJL; architectures register themselves through {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.thaw.model;

import org.jspecify.annotations.NullMarked;
