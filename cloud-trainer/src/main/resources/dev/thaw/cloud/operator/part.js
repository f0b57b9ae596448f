// One part of what the page knows: fetched anew when something says it changed.

const REST_MILLIS = 150;

/**
 * At most one request is under way; asked for again meanwhile, it is fetched once more afterwards.
 * What comes too late for the task that was chosen meanwhile is dropped.
 *
 * @param {() => Promise<any>} load
 * @param {(answer: any) => void} show
 * @param {(problem: Error | null) => void} report null when it worked
 * @returns {() => Promise<void>} asks for it anew; ends when it is shown
 */
export function part(load, show, report) {
  let underWay = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await once(load, show, report);
      if (again) {
        await rest();
      }
    } while (again);
    underWay = null;
  };
  return () => {
    again = underWay !== null;
    underWay ??= run();
    return underWay;
  };
}

async function once(load, show, report) {
  try {
    show(await load());
    report(null);
  } catch (problem) {
    report(problem);
  }
}

function rest() {
  return new Promise((done) => setTimeout(done, REST_MILLIS));
}
