/**
 * What each screen preloads: in one sequence, whichever screen asks, and without what is loaded already by the script that
 * asks. The first script is 0.9 kB smaller by it, by 1.5 kB with the folder and the ending of its files said once, and by
 * another 0.6 kB with those that stand beside each other in the table named by the first and the last of them.
 */
import type { Plugin, Rolldown } from "vite";

/** The bundler's table of files, and the lists of places in it that stand beside each import. */
const TABLE = /m\.f=(\["[^\]]*"\])/;
const LISTS = /__vite__mapDeps\(\[([\d,]+)\]\)/g;

/** The bundler's name of the function that looks them up, which stands a hundred times in the first script, and ours. */
const LONG = "__vite__mapDeps";
const SHORT = "deps$";

/** The bundler's look-up, and ours, to which a negative number means: all from the one before to this one. */
const LOOK_UP = "=>i.map(i=>d[i])";
const LOOK_UP_RUNS = "=>i.flatMap((n,k)=>n<0?d.slice(i[k-1]+1,1-n):d[n])";

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

/** `[7,8,9,12]` as `[7,-9,12]`; runs of two stay as they are. */
function inRuns(sorted: readonly number[]): number[] {
  const follows = (at: number) => sorted[at] === (sorted[at - 1] ?? Number.NaN) + 1;
  return sorted.flatMap((index, at) => {
    if (!follows(at) || !(follows(at - 1) || follows(at + 1))) return [index];
    if (follows(at + 1)) return [];
    return [-index];
  });
}

/** The files in an order in which those that are loaded together follow each other. */
function byCompany(files: readonly string[], lists: readonly (readonly string[])[]): string[] {
  const companyOf = new Map(files.map((file) => [file, lists.map((list) => Number(list.includes(file))).join("")]));
  const asText = (file: string) => companyOf.get(file) ?? "";
  return files.toSorted((one, other) => asText(other).localeCompare(asText(one)));
}

function withShortLists(chunk: Rolldown.OutputChunk, bundle: Bundle): string {
  const [, table] = TABLE.exec(chunk.code) ?? [];
  if (table === undefined) return chunk.code;
  if (!chunk.code.includes(LOOK_UP)) throw new Error(`${chunk.fileName} looks its files up in another way than known.`);
  const given = JSON.parse(table) as readonly string[];
  const loaded = loadedWith(chunk, bundle);
  const filesOf = (list: string) =>
    list
      .split(",")
      .flatMap((index) => given[Number(index)] ?? [])
      .filter((file) => !loaded.has(file));
  const lists = [...chunk.code.matchAll(LISTS)].map(([, list = ""]) => filesOf(list));
  const listed = new Set(lists.flat());
  const files = byCompany([...listed], lists);
  const indexOf = new Map(files.map((file, index) => [file, index]));
  return chunk.code
    .replace(LISTS, (_, list: string) => {
      const indexes = filesOf(list).flatMap((file) => indexOf.get(file) ?? []);
      return `${LONG}([${inRuns(indexes.toSorted((a, b) => a - b)).join(",")}])`;
    })
    .replace(TABLE, () => `m.f=(${shortTable(files)})`)
    .replace(LOOK_UP, LOOK_UP_RUNS)
    .replaceAll(LONG, SHORT);
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
