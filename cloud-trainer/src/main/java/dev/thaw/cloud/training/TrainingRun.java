package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Verdict;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * One run of the trainer over one scope's features. Immutable.
 *
 * @param id counts the task's runs, from 1
 * @param depth the freeze depth it trained at
 * @param samples uploaded features it trained on
 * @param replayed general features mixed in
 * @param steps optimiser steps
 * @param seconds wall time of training the head that was judged, without the validation
 * @param loss mean loss of that head over what it was trained on; NaN if nothing was trained
 * @param version the scope's version it became, held back or not; empty if nothing was trained
 * @param manifest the digest of that version's manifest
 * @param curve how the training went
 * @param crowd who took part; empty for the scope of one device
 */
public record TrainingRun(
    long id,
    String task,
    Scope scope,
    Instant startedAt,
    int depth,
    long samples,
    long replayed,
    long steps,
    double seconds,
    double loss,
    Verdict verdict,
    Optional<Long> version,
    Optional<Digest> manifest,
    LearningCurve curve,
    Optional<Crowd> crowd) {}
