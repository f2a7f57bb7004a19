/** Every exchange against the published contract (a transcription of it), used when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator } from "../kit/testing/specs.ts";

export const spec: MakeSpecValidator = (dir) =>
  openApiSpec({
    document: JSON.parse(readFileSync(join(dir, "squarespace", "commerce-apis.transcribed.openapi.json"), "utf8")),
    pathOf: ({ url }) => new URL(url).pathname,
  });
