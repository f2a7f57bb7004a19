/** Light, dark, or as the device is; the dashboard's choice counts here too. */
import { choiceOf, saveChoice } from "../../storage/choices.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = "mantine-color-scheme-value";

export function themeChosen(): Theme {
  const stored = choiceOf(STORAGE_KEY);
  return THEMES.find((theme) => theme === stored) ?? "auto";
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
  saveChoice(STORAGE_KEY, theme);
  applyTheme();
}
