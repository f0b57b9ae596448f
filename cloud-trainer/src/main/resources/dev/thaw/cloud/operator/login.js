// Who is logged in. The token goes to the cloud once; the browser keeps the cookie that it gets for
// it, which no script can read.

import { get, onUnauthenticated, post } from "./api.js";
import { byId, setText } from "./dom.js";
import { setRole } from "./role.js";

/** What an open cloud calls everybody. */
const ANYBODY = { name: "anybody", role: "admin" };

let underWay = null;
let finish = () => {};

/**
 * Listens to the form and the button.
 *
 * @param {() => void} isBack called when somebody has logged in again after the page had begun
 */
export function startLogin(isBack) {
  byId("login-form").addEventListener("submit", logIn);
  byId("login").addEventListener("cancel", (event) => event.preventDefault());
  byId("logout").addEventListener("click", logOut);
  onUnauthenticated(() => admission().then(isBack));
}

/**
 * Resolves when the cloud knows who is there; shows the form if it asks.
 *
 * @returns {Promise<void>} fails if the cloud does not answer
 */
export async function admitted() {
  const me = underWay ? null : await whoAmI();
  if (me) {
    introduce(me);
  } else {
    await admission();
  }
}

async function whoAmI() {
  try {
    return await get("/v1/operator/me", {}, { quietly: true });
  } catch (problem) {
    if (problem.isUnauthenticated) {
      return null;
    }
    if (problem.isAbsent) {
      return ANYBODY;
    }
    throw problem;
  }
}

/** The form is shown once, whoever asks for it; what is on the page stays where it is. */
function admission() {
  underWay ??= new Promise((done) => {
    finish = done;
    setText(byId("login-problem"), "");
    byId("login").showModal();
    byId("token").focus();
  });
  return underWay;
}

async function logIn(event) {
  event.preventDefault();
  const field = byId("token");
  byId("login-submit").disabled = true;
  setText(byId("login-problem"), "");
  try {
    await post("/v1/operator/login", {}, { token: field.value.trim() }, { quietly: true });
    introduce(await get("/v1/operator/me", {}, { quietly: true }));
    byId("login").close();
    underWay = null;
    finish();
  } catch (problem) {
    setText(byId("login-problem"), problem.isUnauthenticated ? "The cloud does not know this token." : problem.message);
    field.focus();
  } finally {
    field.value = "";
    byId("login-submit").disabled = false;
  }
}

/** Nothing of what was shown stays on the page. */
async function logOut() {
  try {
    await post("/v1/operator/logout", {}, {}, { quietly: true });
    location.reload();
  } catch (problem) {
    setText(byId("problem"), problem.message);
  }
}

function introduce({ name, role }) {
  byId("who").hidden = name === ANYBODY.name;
  setText(byId("who-name"), `${name}, ${role}`);
  setRole(role);
}
