// The stream of server-sent events: what happened, and what is to be fetched anew.

const FIRST_WAIT_MILLIS = 1000;
const LONGEST_WAIT_MILLIS = 15_000;
const PATH = "/v1/admin/events";

/**
 * Listens until the page goes. A stream that breaks is opened again, and goes on after the last
 * event that came.
 *
 * @param {{happened: (event: Object) => void, changed: (topics: string[]) => void,
 *     connected: () => void, broken: (seconds: number) => void, admitted: () => Promise<void>}} told
 *     broken gets the seconds until the next try; admitted is waited for before each but the first,
 *     since a stream does not tell that it is refused
 */
export function listen(told) {
  let last = null;
  let wait = FIRST_WAIT_MILLIS;
  const again = () => told.admitted().then(open, failed);
  const failed = () => {
    told.broken(wait / 1000);
    setTimeout(again, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
  };
  const open = () => {
    const source = new EventSource(last === null ? PATH : `${PATH}?after=${encodeURIComponent(last)}`);
    source.onopen = () => {
      wait = FIRST_WAIT_MILLIS;
      told.connected();
    };
    source.addEventListener("log", (message) => {
      last = message.lastEventId || last;
      told.happened({ ...JSON.parse(message.data), key: message.lastEventId });
    });
    source.addEventListener("changed", (message) => told.changed(JSON.parse(message.data).topics));
    source.onerror = () => {
      source.close();
      failed();
    };
  };
  open();
}
