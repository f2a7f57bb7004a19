/** What docs/security.md and docs/security/asvs.md name: files that exist, and tests that are called so. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A page's table rows, and the running text around them. */
export interface Page {
  readonly name: string;
  readonly text: string;
}

export interface Tree {
  /** Every file of the repository that pages name, by its path from the root. */
  readonly files: readonly string[];
  read(path: string): string;
}

const CODE = /`([^`]+)`/g;
const NAMES_A_FILE = /^[\w./*-]+\.(?:ts|tsx|sql|md|json|sh)$/;
const NAMES_A_FOLDER = /^(?:src|test|web|scripts|docs|sdk|deploy|cli|bench)\/[\w./-]*$/;
/** A test file with words of its titles, each in quotes. */
const QUOTED = /`([\w./-]+\.test\.ts)`((?:,? (?:and )?"[^"]+")+)/g;

/** Paths that a name in a page may mean: the path itself, a pattern, or a file's name alone. */
function meant(name: string, { files }: Tree): string[] {
  const pattern = new RegExp(`^${name.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
  return files.filter((file) => pattern.test(file) || (!name.includes("/") && pattern.test(basename(file))));
}

/** Names of files and titles in a page that nothing is called by. */
export function securityProblems({ name, text }: Page, tree: Tree): string[] {
  const named = [...text.matchAll(CODE)].map(([, code = ""]) => code);
  const missing = named.filter((code) => {
    if (NAMES_A_FILE.test(code)) return meant(code, tree).length === 0;
    return NAMES_A_FOLDER.test(code) && !tree.files.some((file) => file.startsWith(`${code.replace(/\/$/, "")}/`));
  });
  const untitled = [...text.matchAll(QUOTED)].flatMap(([, file = "", quotes = ""]) =>
    [...quotes.matchAll(/"([^"]+)"/g)].flatMap(([, title = ""]) =>
      meant(file, tree).some((path) => tree.read(path).includes(title))
        ? []
        : [`no test of ${file} is called "${title}"`],
    ),
  );
  return [...missing.map((code) => `\`${code}\` is not there`), ...untitled].map((problem) => `${name}: ${problem}`);
}

/** The repository as it lies on the disk. */
export function repositoryTree(root: string): Tree {
  const patterns = ["{src,test,web/src,web,scripts,docs,sdk,deploy,cli,bench}/**/*", "*"];
  const files = patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: (path) => path.includes("node_modules") }))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.endsWith(".sql") || existsSync(join(root, file)));
  return { files: [...new Set(files)], read: (path) => readFileSync(join(root, path), "utf8") };
}
