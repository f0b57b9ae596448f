// The operator API: the same routes that the command line uses.

/** What the API refused, in its words. */
export class Refused extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {number} status of HTTP
   */
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.isUnauthenticated = status === 401;
    this.isAbsent = status === 404;
  }
}

let unauthenticated = () => {};

/** @param {() => void} heard called when the cloud asks who is there, unless asked quietly */
export function onUnauthenticated(heard) {
  unauthenticated = heard;
}

/**
 * @param {string} path such as "/v1/admin/status"
 * @param {Object<string, string>} [query] undefined values are left out
 * @param {{quietly: boolean}} [how] quietly: nobody else hears that the cloud asks who is there
 * @returns {Promise<any>} fails with Refused, or with an Error that says what to do
 */
export function get(path, query = {}, how = {}) {
  return ask("GET", path, query, undefined, how);
}

/** As get, with a JSON body. */
export function put(path, query, body) {
  return ask("PUT", path, query, body);
}

/** As get, with a JSON body. */
export function post(path, query, body, how = {}) {
  return ask("POST", path, query, body, how);
}

/** As get. */
export function remove(path, query) {
  return ask("DELETE", path, query);
}

async function ask(method, path, query, body, { quietly = false } = {}) {
  const response = await answered(address(path, query), {
    method,
    headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw refusal(response, answer, quietly);
  }
  return answer;
}

function refusal({ status }, { error, message }, quietly) {
  if (status === 401 && !quietly) {
    unauthenticated();
    return new Refused(error, "Your login has ended. Log in, then do it again.", status);
  }
  return new Refused(error ?? String(status), message ?? `the cloud answered ${status}`, status);
}

async function answered(url, options) {
  try {
    return await fetch(url, options);
  } catch (cause) {
    throw new Error("The cloud does not answer. Is thaw serve (or thaw demo) still running?", { cause });
  }
}

function address(path, query) {
  const told = Object.entries(query).filter(([, value]) => value !== undefined);
  return told.length === 0 ? path : `${path}?${new URLSearchParams(told)}`;
}
