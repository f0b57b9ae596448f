/** Work that can wait a little. */

/**
 * A function that does `work` once for all calls within `delay` milliseconds, when the page has
 * nothing better to do, but not much later.
 * @param {number} delay milliseconds
 * @param {() => void} work
 */
export function soon(delay, work) {
  let waiting = false;
  const idle = window.requestIdleCallback ?? ((run) => run());
  return () => {
    if (!waiting) {
      waiting = true;
      setTimeout(() => idle(() => {
        waiting = false;
        work();
      }, { timeout: 4 * delay }), delay);
    }
  };
}
