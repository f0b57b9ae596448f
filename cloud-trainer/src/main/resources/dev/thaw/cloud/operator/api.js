// The operator API: the same routes that the command line uses.

/** What the API refused, in its words. */
export class Refused extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @param {string} path such as "/v1/admin/status"
 * @param {Object<string, string>} [query] undefined values are left out
 * @returns {Promise<any>} fails with Refused, or with an Error that says what to do
 */
export function get(path, query = {}) {
  return ask("GET", path, query);
}

/** As get, with a JSON body. */
export function put(path, query, body) {
  return ask("PUT", path, query, body);
}

/** As get, with a JSON body. */
export function post(path, query, body) {
  return ask("POST", path, query, body);
}

/** As get. */
export function remove(path, query) {
  return ask("DELETE", path, query);
}

async function ask(method, path, query, body) {
  const response = await answered(address(path, query), {
    method,
    headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refused(answer.error ?? String(response.status), answer.message ?? `the cloud answered ${response.status}`);
  }
  return answer;
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
