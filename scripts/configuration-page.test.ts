import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectors } from "../src/connectors/index.ts";
import { configurationPage } from "./configuration-page.ts";

test("docs/configuration.md tells the settings of this program", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/configuration.md"), "utf8");
  expect(page).toBe(configurationPage([...connectors.values()].map(({ meta }) => meta)));
});
