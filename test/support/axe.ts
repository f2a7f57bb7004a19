/** Faults for people who use a keyboard or a screen reader. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Rules whose faults are never serious or critical (a rule's impact stands above those of its checks): a third of all,
 * and nothing they find is told.
 */
const isMinor = `(({ impact }) => impact === "minor" || impact === "moderate")`;

const isOfColor = `(({ tags }) => tags.includes("cat.color"))`;

const runWithout = (left: string): string => `axe.run(document, {
  resultTypes: ["violations"],
  rules: Object.fromEntries(axe._audit.rules.filter((rule) => ${left}).map(({ id }) => [id, { enabled: false }])),
}).then(({ violations }) => violations)`;

/** Colors that pass over into others have arrived. */
const AT_REST = `Promise.all(
  document.getAnimations().filter((each) => each instanceof CSSTransition).map(({ finished }) => finished.catch(() => {})),
)`;

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe calls serious or critical on the page as it stands. */
export function seriousFaults(page: Page): Promise<string[]> {
  return faults(page, `${isMinor}(rule)`);
}

/**
 * The same but for colors, for a page whose colors are known: in another language it has the same ones, as no style
 * sheet gives a color or a size of letters by direction (test/dashboard-styles.test.ts).
 */
export function faultsBesideColor(page: Page): Promise<string[]> {
  return faults(page, `${isMinor}(rule) || ${isOfColor}(rule)`);
}

/**
 * Those of colors alone, in the dark scheme: for a page whose other faults are known. The dashboard draws one markup: a
 * scheme changes the values of its colors, and the mark beside its own name in the closed menu of the account. What a
 * rule says of roles, names and order is the same. The page is light afterwards.
 */
export async function faultsInDark(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
  await page.evaluate(AT_REST);
  const found = await faults(page, `!${isOfColor}(rule)`);
  await page.emulateMedia({ colorScheme: "light" });
  return found.map((fault) => `in dark: ${fault}`);
}

async function faults(page: Page, left: string): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>(runWithout(left));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join("\n    ")}`);
}
