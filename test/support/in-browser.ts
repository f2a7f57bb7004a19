/** Tests of what a person sees: each group on a hub of its own with its dashboard. */
import { beforeAll, describe } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { findChromium } from "./browser.ts";
import { buildDashboard } from "./dashboard.ts";
import { type TestHub, testHub } from "./hub.ts";
import { freePort, isFree } from "./start.ts";

/** Where the hubs of this process stand, one after the other. */
let port: number | undefined;

/**
 * The same address for each of them, unless somebody else has taken it: browsers keep what they read and compiled by
 * address, so a window goes on with the next hub as with the one before.
 */
async function sameAddress(): Promise<Readonly<Record<string, string>>> {
  port = port !== undefined && (await isFree(port)) ? port : await freePort();
  return { PORT: String(port), APP_URL: `http://127.0.0.1:${port}` };
}

/** Tests on one hub, which may have settings of its own; left out, and said on stderr, where there is no Chromium. */
export function describeInBrowser(
  title: string,
  tests: (hub: TestHub) => void,
  settings: () => Promise<Readonly<Record<string, string>>> = async () => ({}),
): void {
  describe.skipIf(findChromium() === undefined)(title, () => {
    // A hook of its own: on a busy machine building and starting together may take longer than one hook has.
    beforeAll(buildDashboard);
    const hub = fixture(async () => testHub({ ...(await sameAddress()), ...(await settings()) }));
    tests(hub);
  });
}
