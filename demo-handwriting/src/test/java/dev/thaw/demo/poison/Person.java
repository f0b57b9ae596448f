package dev.thaw.demo.poison;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.Feature;
import java.util.List;

/**
 * One device of a crowd.
 *
 * @param uploads what it uploads, if it is honest
 * @param flood what it uploads if it lies, with the true labels still
 * @param unseen what is uploaded nowhere, with true labels
 */
record Person(String device, List<Feature> uploads, List<Feature> flood, List<Example> unseen) {}
