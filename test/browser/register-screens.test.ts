/** The register's own screens have no serious fault for people who use a keyboard or a screen reader, in any look. */
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { type Look, PHONE, TABLET, visit } from "../support/dashboard.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { registerScreens, registerWorld } from "./register-screens.ts";

const CHECKS: Readonly<Record<string, Look>> = {
  light: { ...TABLET, scheme: "light" },
  dark: { ...TABLET, scheme: "dark" },
  arabic: { ...TABLET, scheme: "dark", language: "ar" },
  phone: PHONE,
};

describeInBrowser("screens of the register", (hub) => {
  const world = fixture(() => registerWorld(hub));

  // With SCREENS=<folder> each is drawn, too.
  test.each(Object.entries(CHECKS))("axe finds nothing serious, drawn: %s [F4]", async (name, look) => {
    await using visitor = await visit(hub, world.seller, look);
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
