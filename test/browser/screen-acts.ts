/** What is done on a screen before its picture is taken. */
import type { Page } from "playwright-core";

export function pressed(name: RegExp) {
  return (page: Page): Promise<void> => page.getByRole("main").getByRole("button", { name }).first().click();
}

/** The first order is ticked and taken along, by a button of the bar or what stands under "More" there. */
export function taken(to: RegExp) {
  return async (page: Page): Promise<void> => {
    await page.locator("[data-row]").getByRole("checkbox").first().check();
    const bar = page.getByRole("region");
    const more = bar.getByRole("button", { name: /^(More|المزيد)$/ });
    const step = bar.getByRole("button", { name: to });
    await step.or(more).first().waitFor();
    if ((await step.count()) > 0) await step.click();
    else {
      await more.click();
      await page.getByRole("menuitem", { name: to }).click();
    }
    // What the pointer rests on looks otherwise, on the screens that follow too.
    await page.mouse.move(0, 0);
  };
}

/** A report shown by another of its dimensions. */
export function shownBy(way: RegExp) {
  return async (page: Page): Promise<void> => {
    await page.locator("main dl").first().waitFor();
    await page.locator("main label").filter({ hasText: way }).click();
    await page.mouse.move(0, 0);
  };
}
