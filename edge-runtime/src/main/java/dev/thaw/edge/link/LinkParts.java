package dev.thaw.edge.link;

import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.identity.Identity;
import dev.thaw.edge.install.Installer;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.upload.Uploader;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a link works with. Immutable.
 *
 * @param status small facts for the operator, by name; asked from the link's context
 */
public record LinkParts(
    LinkSettings settings,
    Identity identity,
    Gate gate,
    Uploader uploader,
    Installer installer,
    ModelShelf shelf,
    Traffic traffic,
    LinkJournal journal,
    Supplier<Map<String, Double>> status) {}
