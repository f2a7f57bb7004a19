import "./look.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadTexts, startLanguage } from "../i18n/language.ts";
import { directionOf, languages } from "../i18n/languages.ts";
import { choiceOf } from "../storage/choices.ts";
import { App } from "./screen/app.tsx";
import { cacheShell } from "./screen/new-version.ts";
import { applyTheme } from "./screen/theme.ts";

const preferred = [choiceOf("argosy.language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
const page = document.documentElement;
page.lang = preferred.find((code) => languages.some((language) => language.code === code)) ?? "en";
page.dir = directionOf(page.lang);
applyTheme();
await startLanguage();
await loadTexts("register")();
cacheShell();
const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root element.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
