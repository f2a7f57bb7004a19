/** Options that nobody sets: whatever reads one decides nothing. */
import type { SourceFile } from "./unused.ts";

/** The product apart from connectors and sandboxes, whose types say what platforms may send. */
const DECLARES = /^(?:src\/(?!sandboxes\/|connectors\/(?!kit\/))|web\/src\/|demo\/)/;
const TESTS = /\.test\.tsx?$|(?:^|\/)testing[-.\w]*(?:\.ts|\/)/;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*/g;
const DECLARED = /^[ \t]*(?:readonly )?(\w+)\?: [^;\n]*;$/gm;
/** Fields of what other programs write. */
const WRITTEN_BY_OTHERS: Readonly<Record<string, string>> = {
  prefixItems: "JSON Schema",
  failureMessages: "the report of the test runner",
};
/** As a field of an object, also a bare one, by assignment, and by a text that names it. */
const SET = [
  /(?<!readonly )\b(\w+)(?=\s*:(?!:))/g,
  /[{,(]\s*(\w+)(?=\s*[,}])/g,
  /\.(\w+)(?=\s*\??\??=(?!=))/g,
  /["'](\w+)["']/g,
];

/** As an attribute of an element, with or without a value. */
const ATTRIBUTE = /\b(\w+)(?==[{"])/g;
const BARE = /(?<=\s)(\w+)(?=[\s/>])/g;
const ELEMENT = /<[A-Z][^<>]*/g;

const namesIn = (text: string, how: RegExp): string[] => [...text.matchAll(how)].map(([, name = ""]) => name);
const attributesIn = (file: string, text: string): string[] =>
  file.endsWith(".tsx")
    ? [...namesIn(text, ATTRIBUTE), ...(text.match(ELEMENT) ?? []).flatMap((element) => namesIn(`${element} `, BARE))]
    : [];

/** Optional fields of the product's types that no file sets, as `file: name`. */
export function unsetOptions(sources: readonly SourceFile[]): string[] {
  const texts = sources.map(({ file, text }) => ({ file, text: text.replace(COMMENT, "") }));
  const set = new Set([
    ...Object.keys(WRITTEN_BY_OTHERS),
    ...texts.flatMap(({ file, text }) => [...SET.flatMap((how) => namesIn(text, how)), ...attributesIn(file, text)]),
  ]);
  return texts.flatMap(({ file, text }) =>
    DECLARES.test(file) && !TESTS.test(file)
      ? namesIn(text, DECLARED).flatMap((name) => (set.has(name) ? [] : [`${file}: ${name}`]))
      : [],
  );
}
