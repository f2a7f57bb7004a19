import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { isInFrame } from "./frame.ts";
import { joinedIcons } from "./joined-icons.ts";
import { offlineShell } from "./offline-shell.ts";
import { preloadLists } from "./preload-lists.ts";
import { startsEarly } from "./starts-early.ts";
import { themeStyles } from "./theme-styles.ts";
import { usedStyles } from "./used-styles.ts";

// `npm run dev:web` serves the dashboard with reloading beside a hub on its usual address.
const HUB = process.env.HUB_URL ?? "http://localhost:3000";

/** What every page says in another language than English. */
const isNeeded = (module: string): boolean =>
  /\/web\/src\/i18n\/frame-\w+\.ts$|\/src\/commerce\/messages\/ar\.json$/.test(module);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    joinedIcons,
    usedStyles,
    themeStyles,
    startsEarly,
    preloadLists,
    offlineShell({ page: "index", isWhole: false, isNeeded }),
  ],
  resolve: { alias: { "react-remove-scroll": `${import.meta.dirname}/src/ui/remove-scroll.tsx` } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    // The first with light-dark() and Intl's units; older browsers would get colours they cannot tell apart.
    target: ["es2023", "chrome123", "firefox121", "safari17.5"],
    // Every browser of the target knows it.
    modulePreload: { polyfill: false },
    // Pictures as data: addresses would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        start: `${import.meta.dirname}/src/start.ts`,
        worker: `${import.meta.dirname}/src/offline/dashboard-worker.ts`,
      },
      output: {
        // The worker's address stays: a browser looks there for a newer one.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
        // Names stand a thousand times in the first script, for what to load with what, and their letters are left to chance:
        // one letter less saves half a kilobyte, small letters alone a third of one. Seven are the least the bundler takes.
        hashCharacters: "base36",
        chunkFileNames: "assets/[hash:7].js",
        assetFileNames: "assets/[hash:7][extname]",
        // What every page needs, in one piece: it compresses better than twenty.
        codeSplitting: {
          groups: [
            {
              name: "base",
              test: /node_modules\/(react|react-dom|scheduler|openapi-fetch|use-sync-external-store|@tanstack\/(react-router|router-core|history|react-store|store|query-core|react-query))\//,
            },
            // What every screen behind the sign-in is framed by, and what every list is made of: one piece, because asking for a
            // file costs a slow processor more than reading a kilobyte.
            { name: "frame", test: isInFrame },
            { name: "later", test: /@mantine\/core\/styles\.layer\.css\?later$/ },
            // A quarter of a kilobyte each, of which a page needs ten: those that nearly all screens have.
            { name: "icons", test: /node_modules\/@tabler\/icons-react\//, minShareCount: 14 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": HUB, "/docs": HUB, "/images": HUB, "/integrations": HUB } },
});
