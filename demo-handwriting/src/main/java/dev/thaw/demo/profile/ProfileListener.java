package dev.thaw.demo.profile;

/**
 * Hears what happens to a profile. Called on threads of the profile, which wait for it: returns at
 * once, and neither opens nor closes a profile.
 */
public interface ProfileListener {
  /** A character was saved, was given another label, or has left. */
  void entryChanged(Entry entry);

  /** Another model answers from now on. */
  void modelChanged(RunningModel model);

  /** The link to the cloud does something else, or the number of waiting characters changed. */
  void linkChanged(String link, int waiting);
}
