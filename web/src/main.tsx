// In a layer: what we say of a component holds wherever its style is loaded.
import "@mantine/core/styles.layer.css";
import "./ui/look.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startLanguage } from "./i18n/language.ts";
import { firstLoaded } from "./routing/first-load.ts";
import { App } from "./shell/app.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root element.");
await Promise.all([startLanguage(), firstLoaded()]);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
