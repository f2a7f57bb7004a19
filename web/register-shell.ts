/** Writes into the register's worker which files the page is made of, so that all of them are kept before it is used. */
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";

type Bundle = Readonly<Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>>;

/** Words of the dashboard's screens, which the register never says; all are reached from where languages are chosen. */
const isForeign = ({ facadeModuleId }: Rolldown.OutputChunk): boolean =>
  /\/web\/src\/(?!(?:register|ui|shell)\/messages\/).*\/messages\/\w+\.json$/.test(facadeModuleId ?? "");

/** Everything the page may load, now or later. */
function shellOf(bundle: Bundle): string[] {
  const found = new Set<string>();
  const take = (name: string) => {
    const chunk = bundle[name];
    // Loaded with the camera, and kept by the worker from then on.
    if (name.endsWith(".wasm")) return;
    if (chunk === undefined || found.has(name) || (chunk.type === "chunk" && isForeign(chunk))) return;
    found.add(name);
    if (chunk.type !== "chunk") return;
    const { importedCss, importedAssets } = chunk.viteMetadata ?? {};
    for (const file of [...chunk.imports, ...chunk.dynamicImports, ...(importedCss ?? []), ...(importedAssets ?? [])])
      take(file);
  };
  for (const chunk of Object.values(bundle))
    if (chunk.type === "chunk" && chunk.name === "register") take(chunk.fileName);
  return [...found].sort();
}

export const registerShell: Plugin = {
  name: "register-shell",
  apply: "build",
  enforce: "post",
  generateBundle(_options, bundle) {
    const files = shellOf(bundle);
    const worker = bundle["worker.js"];
    if (worker?.type !== "chunk" || worker.imports.length > 0)
      throw new Error("src/register/worker.ts has to be a chunk without imports.");
    const script = Object.values(bundle).find((chunk) => chunk.type === "chunk" && chunk.name === "register");
    const shell = {
      // Names are made of contents: another name is another version.
      version: createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 16),
      script: script?.fileName ?? "",
      files,
    };
    worker.code = `const SHELL=${JSON.stringify(shell)};${worker.code}`;
  },
};
