/** The register: a page of its own, built apart, so that it opens without network and loads nothing of the dashboard. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { offlineShell } from "./offline-shell.ts";

/** Words of the dashboard's screens, which the register never says; all are reached from where languages are chosen. */
const isForeign = (module: string): boolean =>
  /\/web\/src\/(?!(?:register|ui|shell)\/messages\/).*\/messages\/\w+\.json$/.test(module);

export default defineConfig({
  root: import.meta.dirname,
  base: "/register/",
  // The dashboard's build has them.
  publicDir: false,
  plugins: [react(), offlineShell({ page: "register", isWhole: true, isForeign })],
  build: {
    outDir: "dist/register",
    emptyOutDir: true,
    target: ["es2023", "chrome123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        register: `${import.meta.dirname}/register.html`,
        worker: `${import.meta.dirname}/src/register/worker.ts`,
      },
      output: {
        chunkFileNames: "assets/[hash].js",
        assetFileNames: "assets/[hash][extname]",
        // The worker's address stays: a browser looks there for a newer one.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[hash].js"),
      },
    },
  },
});
