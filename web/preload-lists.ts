/**
 * What each screen preloads: in one sequence, whichever screen asks, and without what is loaded already by the script that
 * asks. The first script is 0.9 kB smaller by it, and by 1.5 kB with the folder and the ending of its files said once.
 */
import type { Plugin, Rolldown } from "vite";

/** The bundler's table of files, and the lists of places in it that stand beside each import. */
const TABLE = /m\.f=(\["[^\]]*"\])/;
const LISTS = /__vite__mapDeps\(\[([\d,]+)\]\)/g;

/** The bundler's name of the function that looks them up, which stands a hundred times in the first script, and ours. */
const LONG = "__vite__mapDeps";
const SHORT = "deps$";

type Bundle = Readonly<Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>>;

/** A chunk, what it cannot begin without, and their styles. */
function loadedWith(chunk: Rolldown.OutputChunk, bundle: Bundle, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(chunk.fileName)) return found;
  found.add(chunk.fileName);
  for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
  for (const file of chunk.imports) {
    const imported = bundle[file];
    if (imported?.type === "chunk") loadedWith(imported, bundle, found);
  }
  return found;
}

const FOLDER = "assets/";
const SCRIPT = ".js";

/** The table of files as an expression: names in one text, scripts without their ending. */
function shortTable(files: readonly string[]): string {
  if (!files.every((file) => /^assets\/[\w-]+\.(?:js|css)$/.test(file))) return JSON.stringify(files);
  const names = files.map((file) => file.slice(FOLDER.length).replace(/\.js$/, ""));
  return `"${names.join(" ")}".split(" ").map(e=>"${FOLDER}"+e+(/\\./.test(e)?"":"${SCRIPT}"))`;
}

function withShortLists(chunk: Rolldown.OutputChunk, bundle: Bundle): string {
  const [, table] = TABLE.exec(chunk.code) ?? [];
  if (table === undefined) return chunk.code;
  const files = JSON.parse(table) as readonly string[];
  const loaded = loadedWith(chunk, bundle);
  const code = chunk.code.replace(LISTS, (_, list: string) => {
    const indexes = list.split(",").map(Number);
    const left = indexes.filter((index) => !loaded.has(files[index] ?? ""));
    return `${LONG}([${left.toSorted((a, b) => a - b).join(",")}])`;
  });
  return code.replace(TABLE, () => `m.f=(${shortTable(files)})`).replaceAll(LONG, SHORT);
}

export const preloadLists: Plugin = {
  name: "preload-lists",
  generateBundle: {
    // After the bundler's own, which writes them.
    order: "post",
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = withShortLists(file, bundle);
    },
  },
};
