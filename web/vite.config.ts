import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev:web` serves the dashboard with reloading beside a hub on its usual address.
const HUB = process.env.HUB_URL ?? "http://localhost:3000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
            {
              name: "frame",
              test: /node_modules\/@mantine\/core\/esm\/(core|components\/(ActionIcon|Badge|Box|Burger|Button|CloseButton|Collapse|Divider|Group|Kbd|Loader|NavLink|Paper|Skeleton|Stack|Text|Title|Transition|UnstyledButton))\//,
            },
            // Three dozen of a quarter of a kilobyte each, of which a page needs ten.
            { name: "icons", test: /node_modules\/@tabler\/icons-react\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": HUB, "/integrations": HUB } },
});
