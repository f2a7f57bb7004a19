import { defineConfig } from "vitest/config";

/** The tests that hold the arithmetic: none needs a database. */
export default defineConfig({
  test: {
    include: [
      "src/commerce/**/*.test.ts",
      "src/hub/inventory/units-to-show.test.ts",
      "src/hub/orders/refund-plan.test.ts",
      "src/commerce/connection-states.test.ts",
    ],
    pool: "forks",
  },
});
