/** Writes docs/configuration.md from the settings the program reads:  npm run configuration */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { connectors } from "../src/connectors/index.ts";
import { configurationPage } from "./configuration-page.ts";

const page = configurationPage([...connectors.values()].map(({ meta }) => meta));
writeFileSync(join(import.meta.dirname, "../docs/configuration.md"), page);
process.stdout.write("docs/configuration.md is written.\n");
