/** Writes into a page's service worker which files the page is made of, so that they are kept before it is used. */
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";
import type { Shell } from "./src/offline/shell-cache.ts";

type Bundle = Readonly<Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>>;

interface Options {
  /** Name of the page's entry in the build's input; the worker's is "worker". */
  readonly page: string;
  /** True: all the page may ever load is kept before the page is used, not only what it begins with. */
  readonly isWhole: boolean;
  /** Modules loaded when they are needed, which the page cannot begin without. */
  readonly isNeeded?: (module: string) => boolean;
  /** Modules whose files the page never loads. */
  readonly isForeign?: (module: string) => boolean;
}

const never = () => false;

export function offlineShell({ page, isWhole, isNeeded = never, isForeign = never }: Options): Plugin {
  const moduleOf = (file: Bundle[string] | undefined) => (file?.type === "chunk" && file.facadeModuleId) || "";
  const entryOf = (bundle: Bundle, name: string) =>
    Object.values(bundle).find(
      (each): each is Rolldown.OutputChunk => each.type === "chunk" && each.isEntry && each.name === name,
    );
  const filesOf = (bundle: Bundle, entry: Rolldown.OutputChunk, isLaterToo: boolean): Set<string> => {
    const found = new Set<string>();
    const take = (name: string) => {
      const file = bundle[name];
      // Large and seldom needed: kept with the first use.
      if (file === undefined || found.has(name) || name.endsWith(".wasm")) return;
      if (isForeign(moduleOf(file))) return;
      found.add(name);
      if (file.type !== "chunk") return;
      const { importedCss, importedAssets } = file.viteMetadata ?? {};
      const later = file.dynamicImports.filter((each) => isLaterToo || isNeeded(moduleOf(bundle[each])));
      for (const each of [...file.imports, ...later, ...(importedCss ?? []), ...(importedAssets ?? [])]) take(each);
    };
    take(entry.fileName);
    return found;
  };
  return {
    name: "offline-shell",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = entryOf(bundle, "worker");
        const entry = entryOf(bundle, page);
        if (!worker || worker.imports.length > 0) throw new Error("A worker has to be a chunk without imports.");
        if (!entry) throw new Error(`The build has no entry ${page}.`);
        const files = filesOf(bundle, entry, isWhole);
        const later = [...filesOf(bundle, entry, true)].filter((file) => !files.has(file));
        const shell: Shell = {
          // Names are made of contents: another name is another version.
          version: createHash("sha256")
            .update([...files, ...later].sort().join("\n"))
            .digest("hex")
            .slice(0, 16),
          script: entry.fileName,
          files: [...files].sort(),
          later: later.sort(),
        };
        worker.code = `const SHELL=${JSON.stringify(shell)};${worker.code}`;
      },
    },
  };
}
