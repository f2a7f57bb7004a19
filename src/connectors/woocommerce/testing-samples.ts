/** For tests: what the official documents and captures of WooCommerce's API show (SPECS_DIR). */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";

interface Sample {
  readonly file: string;
  readonly raw: Json;
}

const dir = specsDir();
export const hasSamples = dir !== null;

/** Each JSON document of the samples; of a list, each of its items. */
export function officialSamples(): Sample[] {
  const folders = ["rest-docs-v3", "app-captures"].map((name) => join(dir ?? "", "woocommerce", name));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => {
        const parsed = parseJson(readFileSync(join(folder, file), "utf8"));
        const body =
          parsed !== null && typeof parsed === "object" && "data" in parsed && !("id" in parsed)
            ? (parsed as { data: Json }).data
            : parsed;
        return (Array.isArray(body) ? body : [body]).map((raw): Sample => ({ file, raw }));
      }),
  );
}

/** Whether a sample is an object with these fields. */
export const hasFields = (raw: Json, ...keys: string[]): boolean =>
  raw !== null && typeof raw === "object" && keys.every((key) => key in raw);
