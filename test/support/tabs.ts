/** Tabs that a page opens without being their opener: with Control, or with "noopener". */
import type { Page } from "playwright-core";
import { until } from "./until.ts";

/**
 * Waits until the browser has a tab at such an address beside this page, closes it, and returns its address. It asks the
 * browser itself: Playwright does not always report such a tab, on a busy machine up to every third time
 * (github.com/PerpetualSoftware/pad/pull/1350).
 */
export async function closeOpenedTab(page: Page, isRequested: (address: URL) => boolean): Promise<URL> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page belongs to no browser.");
  const own = await page.context().newCDPSession(page);
  const { browserContextId } = (await own.send("Target.getTargetInfo")).targetInfo;
  await own.detach();
  const whole = await browser.newBrowserCDPSession();
  const find = async () =>
    (await whole.send("Target.getTargets")).targetInfos.find(
      (each) =>
        each.type === "page" &&
        each.browserContextId === browserContextId &&
        URL.canParse(each.url) &&
        isRequested(new URL(each.url)),
    );
  const tab = await until("the tab is open", find);
  await whole.send("Target.closeTarget", { targetId: tab.targetId });
  await whole.detach();
  return new URL(tab.url);
}
