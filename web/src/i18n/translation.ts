/** The words of a folder, for what is drawn. */
import { createContext, use, useSyncExternalStore } from "react";
import type { Folder, Key } from "./folders.ts";
import { languageShown, loadFolder, onLanguage } from "./language.ts";
import type { Language } from "./languages.ts";
import { type Params, textOf } from "./texts.ts";

type KeyIn<F extends Folder> = Key<F> | { [N in F]: `${N}:${Key<N>}` }[F];

export interface Translate<F extends Folder> {
  (key: KeyIn<F>, params?: Params & { readonly ns?: undefined }): string;
  /** A text of another folder. */
  <N extends Folder>(key: Key<N>, params: Params & { readonly ns: N }): string;
  /** A key that may not be there, and what is said then. */
  (key: string, params: Params & { readonly ns?: undefined; readonly defaultValue: string }): string;
}

/** Which language is shown: given once around the page, so that no cell of a list listens for itself. */
export const LanguageShown = createContext<Language>("en");

/** For whoever gives it to the rest of the page. */
export const useLanguageShown = (): Language => useSyncExternalStore(onLanguage, languageShown);

const made = new Map<string, Translate<Folder>>();

function translate(language: Language, folder: Folder): Translate<Folder> {
  return (key: string, given?: Params & { readonly ns?: Folder | undefined; readonly defaultValue?: string }) => {
    const [first, rest] = key.split(":", 2);
    const found =
      rest === undefined
        ? textOf(language, given?.ns ?? folder, key, given)
        : textOf(language, first ?? "", rest, given);
    return found ?? given?.defaultValue ?? key;
  };
}

/** Waits for the folder's words where nobody loaded them before. Keys of the other folders begin with their name: "runs:state". */
export function useTranslation<F extends Folder = "ui">(
  folders?: F | readonly [F, ...F[]],
): { readonly t: Translate<F>; readonly language: Language } {
  const language = use(LanguageShown);
  const requested: readonly Folder[] = typeof folders === "object" ? folders : [folders ?? "ui"];
  // Also where they are there by now: a component drawn again after a wait has to pass by where it waited.
  for (const folder of requested) use(loadFolder(language, folder));
  const [folder = "ui"] = requested;
  const name = `${language}/${folder}`;
  const t = made.get(name) ?? translate(language, folder);
  made.set(name, t);
  return { t: t as Translate<F>, language };
}
