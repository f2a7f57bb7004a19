import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev:web` serves the dashboard with reloading beside a hub on its usual address.
const HUB = process.env.HUB_URL ?? "http://localhost:3000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    // The first with light-dark() and Intl's units; older browsers would get colours they cannot tell apart.
    target: ["es2023", "chrome123", "firefox121", "safari17.5"],
    // Pictures as data: addresses would need a hole in the content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": HUB, "/integrations": HUB } },
});
