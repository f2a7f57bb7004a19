/** Tests of what a person sees: each group on a hub of its own with its dashboard. */
import { describe } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { findChromium } from "./browser.ts";
import { buildDashboard } from "./dashboard.ts";
import { type TestHub, testHub } from "./hub.ts";

/** Tests on one hub, which may have settings of its own; left out, and said on stderr, where there is no Chromium. */
export function describeInBrowser(
  title: string,
  tests: (hub: TestHub) => void,
  settings: () => Promise<Readonly<Record<string, string>>> = async () => ({}),
): void {
  describe.skipIf(findChromium() === undefined)(title, () => {
    const hub = fixture(async () => {
      buildDashboard();
      return testHub(await settings());
    });
    tests(hub);
  });
}
