import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { joinedIcons } from "./joined-icons.ts";
import { startsEarly } from "./starts-early.ts";
import { themeStyles } from "./theme-styles.ts";
import { FRAME_COMPONENTS, usedStyles } from "./used-styles.ts";

// `npm run dev:web` serves the dashboard with reloading beside a hub on its usual address.
const HUB = process.env.HUB_URL ?? "http://localhost:3000";

/** Matches what any of the parts does. */
const anyOf = (...parts: readonly RegExp[]): RegExp => new RegExp(parts.map(({ source }) => source).join("|"));

const FRAME = anyOf(
  /node_modules\/@mantine\/core\/esm\/core\//,
  new RegExp(`node_modules/@mantine/core/esm/components/(${[...FRAME_COMPONENTS].join("|")})/`),
  /web\/src\/(shell\/(failures|held-back|layout|mark|menu-targets|palette-wanted|phone-bar|record|root|sidebar|top-bar)|ui\/(amount|card|empty|key-letter|later|link|logo|notices|order-status|page|phone|problem|skeletons|status|theme|thumbnail|when)|ui\/list\/(cells|columns|filter-fields|filter-trigger|filters-later|first-row|list-screen|list-table|row-heights|row-link|row-steps|search-box|search-state|tabs|tick|views|virtual-rows)|data\/\w+|i18n\/(amount-text|frame-en|format|region-name|relative|translation|zone-day)|said\/wording)\.|web\/src\/(orders|shell|ui)\/messages\/en\.|\/sdk\/index|src\/commerce\/(days|decimal|money|statuses)\./,
  // One style sheet, ours behind Mantine's layer.
  /@mantine\/core\/styles\.layer\.css$|web\/src\/ui\/look\.css$/,
  // What the navigation asks and shows.
  /web\/src\/(home\/query|inbox\/query|integrations\/connect\/steps)\.|@tabler\/icons-react\/dist\/esm\/(createReactComponent|defaultAttributes|icons\/Icon(AlertTriangle|ArrowBackUp|ArrowDown|BuildingStore|BuildingWarehouse|CashRegister|ChartBar|Discount|FileInvoice|FileSearch|Filter|Gift|Home|Inbox|ListCheck|Plus|ReportMoney|Search|Settings|ShieldCog|ShoppingBag|Tag|TruckDelivery|Users|X))\.mjs$/,
  // The list one mostly opens: less than what asking for its files would cost.
  /web\/src\/orders\/(due|list|list-columns|list-empty|list-filters|list\.module|queries|state|tabs)\.|src\/commerce\/order-states\./,
);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), joinedIcons, usedStyles, themeStyles, startsEarly],
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
            // What every screen behind the sign-in is framed by, and what every list is made of: one piece, because asking for a
            // file costs a slow processor more than reading a kilobyte.
            { name: "frame", test: FRAME },
            { name: "later", test: /@mantine\/core\/styles\.layer\.css\?later$/ },
            // Three dozen of a quarter of a kilobyte each, of which a page needs ten.
            { name: "icons", test: /node_modules\/@tabler\/icons-react\//, minShareCount: 5 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": HUB, "/images": HUB, "/integrations": HUB } },
});
