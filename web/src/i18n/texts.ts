/** The words that are loaded: looked up by folder and key, in their plural form, with their gaps filled. */

import { directionOf } from "./languages.ts";

/** A folder's texts as its file has them. */
export interface Texts {
  readonly [name: string]: string | Texts;
}

/** What fills a text's gaps. `count` also chooses the plural form, `context` a variant: `key_context`. */
export interface Params {
  readonly count?: number;
  readonly context?: string;
  readonly [name: string]: unknown;
}

const loaded = new Map<string, Texts>();
const rules = new Map<string, Intl.PluralRules>();

const nameOf = (language: string, folder: string): string => `${language}/${folder}`;

export function addTexts(language: string, folder: string, texts: Texts): void {
  loaded.set(nameOf(language, folder), texts);
}

export function areLoaded(language: string, folder: string): boolean {
  return loaded.has(nameOf(language, folder));
}

/** Undefined: the folder has no such text, or is not loaded. */
export function textOf(language: string, folder: string, key: string, params?: Params): string | undefined {
  const texts = loaded.get(nameOf(language, folder));
  if (texts === undefined) return undefined;
  if (params === undefined) return textAt(texts, key);
  for (const requested of namesOf(language, key, params)) {
    const text = textAt(texts, requested);
    if (text !== undefined) return filled(texts, text, { gaps: params, isTurned: directionOf(language) === "rtl" });
  }
  return undefined;
}

/** The most exact name first. */
function namesOf(language: string, key: string, { count, context }: Params): string[] {
  const bases = context === undefined ? [key] : [`${key}_${context}`, key];
  return count === undefined ? bases : bases.flatMap((base) => [`${base}_${formOf(language, count)}`, base]);
}

function formOf(language: string, count: number): Intl.LDMLPluralRule {
  const rule = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, rule);
  return rule.select(count);
}

function textAt(texts: Texts, key: string): string | undefined {
  // The hub's codes have dots in their names and stand flat.
  const flat = texts[key];
  if (typeof flat === "string") return flat;
  let found: string | Texts | undefined = texts;
  for (const name of key.split(".")) {
    if (typeof found !== "object") return undefined;
    found = Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return typeof found === "string" ? found : undefined;
}

/** `{{gap}}` is filled, `$t(status.{{gap}})` is another text. Words first: what fills a gap is never read for gaps itself. */
function filled(
  texts: Texts,
  text: string,
  { gaps: params, isTurned }: { readonly gaps: Params; readonly isTurned: boolean },
): string {
  return text.replace(
    /\$t\((\w+)\.\{\{(\w+)\}\}\)|\{\{(\w+)\}\}/g,
    (_all, group?: string, word?: string, name?: string) => {
      const value = String(params[name ?? word ?? ""] ?? "");
      if (name !== undefined) return isTurned ? apart(value) : value;
      return textAt(texts, `${group}.${value}`) ?? value.replaceAll("_", " ");
    },
  );
}

/** A Latin name whose marks stand between its letters holds together by itself; those at its ends would change sides. */
function apart(value: string): string {
  const isSafe = !/\p{Script=Latin}/u.test(value) || /^\p{L}(?:.*[\p{L}\p{N}])?$/su.test(value);
  return isSafe || value.startsWith("\u2068") ? value : `\u2068${value}\u2069`;
}
