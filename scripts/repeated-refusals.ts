/** Refusals worded alike in several files: src/hub/refusals.ts has each once. */
import type { SourceFile } from "./unused.ts";

const READ = /^src\/(?:hub|engine|http)\//;
const TESTS = /\.test\.ts$|(?:^|\/)testing[-.\w]*(?:\.ts|\/)/;
const REFUSED = /new HubError\(\s*"(\w+)",\s*"\w+",\s*"((?:[^"\\]|\\.)*)"/g;

export function repeatedRefusals(sources: readonly SourceFile[]): string[] {
  const found = sources.flatMap(({ file, text }) =>
    READ.test(file) && !TESTS.test(file)
      ? [...text.matchAll(REFUSED)].map(([, code = "", worded = ""]) => ({ file, code, worded }))
      : [],
  );
  const alike = Map.groupBy(found, ({ code, worded }) => `${code} "${worded}"`);
  return [...alike].flatMap(([refused, all]) => {
    const files = [...new Set(all.map(({ file }) => file))];
    return files.length > 1 ? [`${files.join(", ")} each word ${refused}: src/hub/refusals.ts has it once`] : [];
  });
}
