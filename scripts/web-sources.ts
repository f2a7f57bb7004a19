import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PATTERNS = ["web/src/**/*", "web/public/**/*", "web/*.{html,ts,json}", "sdk/index.ts", "src/commerce/**/*.ts"];
/** What the dashboard is not built of: `npm run structure` refuses imports of them from what is. */
const FOR_TESTS = ["**/*.test.ts", "**/testing{,-*}.ts"];

/** The same as long as the dashboard built of these sources would be. */
export function hashOfWebSources(root: string): string {
  const hash = createHash("sha256");
  const files = PATTERNS.flatMap((pattern) =>
    globSync(pattern, { cwd: root, exclude: FOR_TESTS, withFileTypes: true }),
  );
  const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of [...new Set(paths), join(root, "package-lock.json")].sort()) {
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}
