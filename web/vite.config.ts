import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { startsEarly } from "./starts-early.ts";

// `npm run dev:web` serves the dashboard with reloading beside a hub on its usual address.
const HUB = process.env.HUB_URL ?? "http://localhost:3000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), startsEarly],
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
      input: { index: `${import.meta.dirname}/index.html`, start: `${import.meta.dirname}/src/start.ts` },
      output: {
        // Names stand two hundred times in the first script, for what to load with what.
        chunkFileNames: "assets/[hash].js",
        assetFileNames: "assets/[hash][extname]",
        // What every page needs, in one piece: it compresses better than twenty.
        codeSplitting: {
          groups: [
            {
              name: "base",
              test: /node_modules\/(react|react-dom|scheduler|openapi-fetch|use-sync-external-store|@tanstack\/(react-router|router-core|history|react-store|store|query-core|react-query))\//,
            },
            // What every screen behind the sign-in is framed by, and what every list is made of.
            {
              name: "frame",
              test: /node_modules\/@mantine\/core\/esm\/(core|components\/(ActionIcon|Alert|Anchor|Badge|Box|Burger|Button|Center|CloseButton|Divider|Group|Kbd|Loader|Paper|Skeleton|Stack|Text|ThemeIcon|Title|Transition|UnstyledButton))\//,
            },
            {
              name: "frame",
              test: /web\/src\/(shell\/(failures|held-back|layout|menu-targets|palette-wanted|phone-bar|root|sidebar|top-bar)|ui\/(amount|card|empty|later|link|notices|page|phone|problem|skeletons|status|theme|when)|ui\/list\/(cells|columns|filter-fields|filters-later|first-row|list-screen|list-table|row-heights|row-link|search-box|search-state|tabs|tick|views|virtual-rows)|data\/\w+|i18n\/(amount-text|format|translation|zone-day)|said\/wording)\.|\/sdk\/index|src\/commerce\/(days|decimal|money|statuses)\./,
            },
            // The navigation's, and what lists have beside their rows.
            {
              name: "frame",
              test: /@tabler\/icons-react\/dist\/esm\/(createReactComponent|defaultAttributes|icons\/Icon(AlertTriangle|ArrowBackUp|ArrowDown|BuildingStore|BuildingWarehouse|ChartBar|FileInvoice|FileSearch|Filter|Home|Inbox|ListCheck|Plus|Search|Settings|ShieldCog|ShoppingBag|Tag|Users|X))\.mjs$/,
            },
            // Three dozen of a quarter of a kilobyte each, of which a page needs ten.
            { name: "icons", test: /node_modules\/@tabler\/icons-react\//, minShareCount: 5 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": HUB, "/images": HUB, "/integrations": HUB } },
});
