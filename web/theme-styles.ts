/**
 * The theme's variables and its breakpoints' classes as a style sheet, written when the dashboard is built. Mantine would
 * work out the same in every page as it opens, and write it into the page as styles to be read.
 */
import { MantineProvider } from "@mantine/core";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Plugin } from "vite";
import { theme } from "./src/ui/theme.ts";

const NAME = "virtual:theme.css";

function themeCss(): string {
  const page = renderToStaticMarkup(createElement(MantineProvider, { theme }));
  const sheets = [...page.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css = ""]) => css);
  if (sheets.length !== 2) throw new Error("Mantine writes other styles than its variables and classes.");
  return sheets.join("\n");
}

export const themeStyles: Plugin = {
  name: "theme-styles",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: (id) => (id === `\0${NAME}` ? themeCss() : undefined),
};
