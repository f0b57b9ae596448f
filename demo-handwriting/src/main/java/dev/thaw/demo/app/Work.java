package dev.thaw.demo.app;

import dev.thaw.demo.profile.Entry;
import dev.thaw.demo.profile.Profile;
import dev.thaw.demo.profile.ProfileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a page asks for and says what came of it. Stateless; blocks. */
final class Work {
  private static final Logger LOG = LoggerFactory.getLogger(Work.class);

  private Work() {}

  /** The answer to {@code request}; a failure is one too. */
  static String answer(PageRequest request, Profile profile) {
    try {
      return attempt(request, profile);
    } catch (IllegalArgumentException | ProfileException e) {
      return PageMessages.problem(request.id(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      String device = profile.deviceId();
      String kind = request.getClass().getSimpleName();
      LOG.warn("request failed device={} kind={} message={}", device, kind, e.toString(), e);
      return PageMessages.problem(request.id(), apology(e));
    }
  }

  private static String attempt(PageRequest request, Profile profile) {
    long id = request.id();
    if (request instanceof PageRequest.Recognise asked) {
      return PageMessages.recognised(id, profile.recognise(asked.ink()));
    } else if (request instanceof PageRequest.Save asked) {
      return PageMessages.saved(id, save(asked, profile));
    } else if (request instanceof PageRequest.Relabel asked) {
      return PageMessages.saved(id, profile.relabel(asked.key(), asked.label()));
    } else if (request instanceof PageRequest.Suggest asked) {
      return PageMessages.suggested(id, profile.suggestions(asked.count()));
    } else if (request instanceof PageRequest.Surrounded asked) {
      profile.surroundings(asked.now());
      return PageMessages.noted(id);
    } else {
      return PageMessages.problem(id, ((PageRequest.Wrong) request).problem());
    }
  }

  private static Entry save(PageRequest.Save asked, Profile profile) {
    return profile.save(asked.key(), asked.ink(), asked.sample(), asked.label(), asked.practice());
  }

  private static String apology(RuntimeException failure) {
    return "That did not work here: %s. Try again.".formatted(failure.getMessage());
  }
}
