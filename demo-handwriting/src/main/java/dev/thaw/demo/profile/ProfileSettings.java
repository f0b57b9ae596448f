package dev.thaw.demo.profile;

import dev.thaw.model.BaseModel;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;

/**
 * How profiles are kept. Immutable.
 *
 * @param directory one folder for each profile is made in it
 * @param cloud where their devices sync
 * @param cloudKey what manifests must be signed with
 * @param invitations what they enrol with there
 * @param base the model they start with
 * @param open the most profiles open at a time; the one unused longest is closed for another
 * @param idle after this long without use a profile is closed
 */
public record ProfileSettings(
    Path directory,
    URI cloud,
    PublicKey cloudKey,
    Invitations invitations,
    BaseModel base,
    int open,
    Duration idle,
    Clock clock) {}
