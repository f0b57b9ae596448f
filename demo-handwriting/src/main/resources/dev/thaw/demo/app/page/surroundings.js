/** Tells the program on this host of battery and network, so that it knows when to send. */

/**
 * Watches and reports, at every start of a session and at every change.
 * @param {import("./session.js").Session} session
 */
export async function reportSurroundings(session) {
  const battery = await navigator.getBattery?.().catch(() => null);
  const network = navigator.connection;
  const report = () => send(session, battery, network);
  session.addEventListener("state", report);
  battery?.addEventListener("levelchange", report);
  battery?.addEventListener("chargingchange", report);
  network?.addEventListener?.("change", report);
  report();
}

async function send(session, battery, network) {
  const metered = network?.saveData === true || network?.type === "cellular";
  const power = battery ? { battery: battery.level, charging: battery.charging } : { charging: true };
  try {
    await session.request("surroundings", { ...power, metered });
  } catch {
    // It is told again with the next session or change.
  }
}
