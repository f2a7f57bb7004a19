/** node scripts/count-old-terms.ts: counts old words in names anew, after names were changed to the trade's terms. */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { countOldTerms } from "./old-terms.ts";

process.chdir(join(import.meta.dirname, ".."));
const files = globSync("{src,web,test}/**/*.{ts,tsx}", { exclude: ["web/dist/**"] });
const texts = files.map((file) => ({ file: file.replaceAll("\\", "/"), text: readFileSync(file, "utf8") }));
writeFileSync("scripts/old-terms.json", `${JSON.stringify(countOldTerms(texts), null, 2)}\n`);
