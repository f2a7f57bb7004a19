/** Light, dark, or as the device is; the dashboard's choice counts here too. */
import { choiceOf, keepChoice } from "../../storage/choices.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEPT_AS = "mantine-color-scheme-value";

export function themeChosen(): Theme {
  const kept = choiceOf(KEPT_AS);
  return THEMES.find((theme) => theme === kept) ?? "auto";
}

export function applyTheme(): void {
  showTheme(themeChosen());
}

/** Until the page is left. */
export function showTheme(chosen: Theme): void {
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function chooseTheme(theme: Theme): void {
  keepChoice(KEPT_AS, theme);
  applyTheme();
}
