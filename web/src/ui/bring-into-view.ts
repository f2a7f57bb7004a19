/** Given to the chosen tab as its ref: scrolls a row of tabs to it where the row is wider than the page. */
export const bringIntoView = (tab: HTMLElement | null): void =>
  tab?.scrollIntoView({ block: "nearest", inline: "center" });
