/** Files and folders of the project that a source names in quotes, to read, list or start them. */
import { dirname, posix } from "node:path";

export interface ExistingPaths {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

export function existingPaths(paths: readonly string[]): ExistingPaths {
  const folders = new Set<string>();
  for (const path of paths) for (let at = dirname(path); at !== "."; at = dirname(at)) folders.add(at);
  return { files: new Set(paths), folders };
}

const IMPORTED = /\b(?:from|import)\s*\(?\s*"[^"\n]*"/g;
/** In quotes, or behind an expression in a template text. */
const QUOTED = /(?:["'`]|\}\/)((?:\.{1,2}\/)*[\w@.{},*/-]+)(?=["'`$])/g;
/** A name with neither slash nor extension is a path only beside one of these. */
const TAKES_PATH = /import\.meta|\b(?:join|resolve|URL|globSync|readdirSync|readFileSync|spawn)\(|\bcwd:/;
const COMMON_WORDS: ReadonlySet<string> = new Set(["src", "test", "web", "demo", "bench", "scripts"]);
const LISTS_OWN_FOLDER = /(?:cwd: |readdirSync\()import\.meta\.dirname\b/;

/** Folders end in a slash. Rather one too many than one too few: what a path is relative to is guessed. */
export function namedPaths(file: string, text: string, existing: ExistingPaths): string[] {
  const found = LISTS_OWN_FOLDER.test(text) ? [`${dirname(file)}/`] : [];
  for (const line of text.replaceAll(IMPORTED, "").split("\n")) {
    const takesPath = TAKES_PATH.test(line);
    for (const [, quoted = ""] of line.matchAll(QUOTED)) {
      const isPath = /\/|\w\.\w+$/.test(quoted) || (takesPath && !COMMON_WORDS.has(quoted));
      if (isPath && !/^\/|^[./]+$/.test(quoted)) found.push(...meant(file, quoted, existing));
    }
  }
  return found;
}

function meant(file: string, quoted: string, { files, folders }: ExistingPaths): string[] {
  const own = dirname(file);
  const bases = quoted.startsWith(".") ? [own] : [own, dirname(own), "", "src"];
  return withoutPattern(quoted).flatMap((path) =>
    bases.flatMap((base) => {
      const at = posix.normalize(posix.join(base, path)).replace(/\/$/, "");
      if (files.has(at)) return [at];
      return folders.has(at) ? [`${at}/`] : [];
    }),
  );
}

/** Each choice of a pattern's braces, up to the folder before its first star. */
function withoutPattern(pattern: string): string[] {
  const [, before = "", choices, after = ""] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(pattern) ?? [];
  if (choices !== undefined)
    return choices.split(",").flatMap((choice) => withoutPattern(`${before}${choice}${after}`));
  const star = pattern.indexOf("*");
  const path = star < 0 ? pattern : pattern.slice(0, pattern.lastIndexOf("/", star) + 1);
  return path === "" ? [] : [path];
}
