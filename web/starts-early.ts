/** Writes src/start.ts into the page, with the names of the files it asks for. */
import type { Plugin, Rolldown } from "vite";
import { type FirstFiles, firstScreens } from "./src/routing/first-screens.ts";

type Bundle = Readonly<Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>>;

const LANGUAGES = ["en", "ar"];

const chunksOf = (bundle: Bundle): Rolldown.OutputChunk[] =>
  Object.values(bundle).filter((each): each is Rolldown.OutputChunk => each.type === "chunk");

/** Everything a module's chunk cannot begin without, by file. */
function filesOf(bundle: Bundle, module: string): string[] {
  const found = new Set<string>();
  const take = (chunk: Rolldown.OutputChunk | Rolldown.OutputAsset | undefined) => {
    if (chunk?.type !== "chunk" || found.has(chunk.fileName)) return;
    found.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    for (const file of chunk.imports) take(bundle[file]);
  };
  take(chunksOf(bundle).find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/web/${module}`))));
  return [...found];
}

function firstFiles(bundle: Bundle): FirstFiles {
  const existing = new Set(filesOf(bundle, "src/main.tsx"));
  const address = (file: string) => `/${file}`;
  const later = (module: string) =>
    filesOf(bundle, module)
      .filter((file) => !existing.has(file))
      .map(address);
  const words = (moduleIn: (language: string) => string) =>
    Object.fromEntries(LANGUAGES.map((language) => [language, later(moduleIn(language))]));
  const textsOf = (folder: string | null) =>
    folder === null ? {} : words((language) => `src/${folder}/messages/${language}.json`);
  const screens = Object.entries(firstScreens).map(([path, { module, words: folder, list, counts }]) => [
    path,
    { list, counts, files: later(module), words: textsOf(folder) },
  ]);
  return {
    "*": { list: null, counts: null, files: [], words: words((language) => `src/i18n/frame-${language}.ts`) },
    ...Object.fromEntries(screens),
  };
}

/**
 * Read by Chromium (V8's explicit compile hints): the file's functions are compiled beside the page, while it arrives,
 * and not one by one where the page waits for each.
 */
const COMPILE_AHEAD = "//# allFunctionsCalledOnLoad\n";

/** What nearly every page runs as it opens. */
function compileAhead(bundle: Bundle): void {
  const files = new Set(filesOf(bundle, "src/main.tsx"));
  for (const chunk of chunksOf(bundle)) if (files.has(chunk.fileName)) chunk.code = COMPILE_AHEAD + chunk.code;
}

export const startsEarly: Plugin = {
  name: "starts-early",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const before = (script: string) => html.replace('<script type="module"', `${script}$&`);
      if (!bundle) return before('<script type="module" src="/src/start.ts"></script>');
      const start = chunksOf(bundle).find(({ name }) => name === "start");
      if (!start || start.imports.length > 0) throw new Error("src/start.ts has to be a chunk without imports.");
      delete bundle[start.fileName];
      const files = JSON.stringify(firstFiles(bundle)).replaceAll("<", "\\u003c");
      const code = start.code.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
      // Before the styles: a script behind them would wait for them.
      return before(`<script>(()=>{const FIRST_FILES=${files};${code}})()</script>\n    `);
    },
  },
  // Last of all: the comment holds only where a file begins with it, and Vite writes before it what a chunk loads later.
  generateBundle: { order: "post", handler: (_options, bundle) => compileAhead(bundle) },
};
