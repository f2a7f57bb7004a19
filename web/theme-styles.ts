/**
 * The theme's variables and its breakpoints' classes before our own look, written when the dashboard is built. Mantine would
 * work out the same in every page as it opens, and write it into the page as styles to be read.
 */
import { MantineProvider } from "@mantine/core";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Plugin } from "vite";
import { theme } from "./src/ui/theme.ts";

/** The style sheet of ours that every page has. */
const LOOK = "/src/ui/look.css";

function themeCss(): string {
  const page = renderToStaticMarkup(createElement(MantineProvider, { theme }));
  const sheets = [...page.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css = ""]) => css);
  if (sheets.length !== 2) throw new Error("Mantine writes other styles than its variables and classes.");
  return sheets.join("\n");
}

/** Mantine's component that would write them: beginning alone, it works out the default theme's. */
const WRITER = "/MantineCssVariables/MantineCssVariables.mjs";

export const themeStyles: Plugin = {
  name: "theme-styles",
  // Before Vite reads it as a style sheet.
  enforce: "pre",
  transform: (code, id) => {
    if (id.endsWith(WRITER)) return "export const MantineCssVariables = () => null;";
    return id.endsWith(LOOK) ? `${themeCss()}\n${code}` : undefined;
  },
};
