/** The register's own screens have no serious fault for people who use a keyboard or a screen reader, in any look. */
import { join } from "node:path";
import process from "node:process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriousFaults } from "../support/axe.ts";
import { findChromium, openBrowser } from "../support/browser.ts";
import { buildDashboard, type Look, visit } from "../support/dashboard.ts";
import { type TestHub, testHub } from "../support/hub.ts";
import { type RegisterWorld, registerScreens, registerWorld } from "./register-screens.ts";

const executable = findChromium();

const TABLET = { width: 1024, height: 768 };
const LOOKS: Readonly<Record<string, Look>> = {
  light: { ...TABLET, scheme: "light" },
  dark: { ...TABLET, scheme: "dark" },
  arabic: { ...TABLET, scheme: "dark", language: "ar" },
  phone: { width: 390, height: 844 },
};

describe.skipIf(executable === undefined)("screens of the register", () => {
  let hub: TestHub;
  let browser: Browser;
  let world: RegisterWorld;

  beforeAll(async () => {
    buildDashboard();
    hub = await testHub();
    browser = await openBrowser(executable ?? "");
    world = await registerWorld(hub);
  });

  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
    await hub?.[Symbol.asyncDispose]();
  });

  // With SCREENS=<folder> each is drawn, too.
  test.each(Object.entries(LOOKS))("axe finds nothing serious, drawn: %s [F4]", async (name, look) => {
    await using visitor = await visit(browser, hub, world.seller, look);
    const faults: string[] = [];
    for await (const drawn of registerScreens(visitor.page, hub.url, world)) {
      faults.push(...(await seriousFaults(drawn.page)).map((fault) => `${drawn.name}: ${fault}`));
      const isWide = await drawn.page.evaluate<boolean>(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth",
      );
      if (isWide) faults.push(`${drawn.name}: wider than the screen`);
      if (process.env.SCREENS !== undefined)
        await drawn.page.screenshot({ path: join(process.env.SCREENS, `${drawn.name}-${name}.png`) });
    }
    expect([...new Set(faults)]).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});
