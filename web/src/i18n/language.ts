/** Which language the dashboard speaks, and its words: a file a folder and language, loaded when the folder is shown. */
import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = [
  { code: "en", name: "English", direction: "ltr" },
  { code: "ar", name: "العربية", direction: "rtl" },
] as const;
export type Language = (typeof languages)[number]["code"];

const KEPT_AS = "argosy.language";
const files = import.meta.glob<ResourceKey>("../*/messages/*.json", { import: "default" });

/** What the hub says is worded apart: its English stands in the server, and its refusals need none. */
const SAID = "said";
const said: Readonly<Record<Language, () => Promise<ResourceKey>>> = {
  en: async () => (await import("../said/english.ts")).english,
  ar: async () => (await import("../said/ar.json")).default,
};

const words: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, folder, done) {
    const load =
      folder === SAID && isKnown(language) ? said[language] : files[`../${folder}/messages/${language}.json`];
    if (!load) return done(new Error(`There are no words in ${language} for ${folder}.`), null);
    load().then(
      (found) => done(null, found),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

/** The language chosen before, else the browser's where it is one of ours, else English. */
function firstLanguage(): Language {
  const wished = [localStorage.getItem(KEPT_AS), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return languages.find(({ code }) => wished.includes(code) && code === wished.find(isKnown))?.code ?? "en";
}

function isKnown(code: string | null): code is Language {
  return languages.some((language) => language.code === code);
}

export function directionOf(language: string): "ltr" | "rtl" {
  return languages.find(({ code }) => code === language)?.direction ?? "ltr";
}

function show(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** Has to be awaited before the first component is drawn. */
export async function startLanguage(): Promise<void> {
  const lng = firstLanguage();
  i18next.on("languageChanged", show);
  await i18next
    .use(words)
    .use(initReactI18next)
    .init({
      lng,
      fallbackLng: false,
      // A refusal can come anywhere; in English it is the hub's own.
      ns: lng === "en" ? ["ui", "shell"] : ["ui", "shell", SAID],
      defaultNS: "ui",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}

/** Says everything in this language from now on, also after a reload. */
export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language);
  await i18next.loadNamespaces(SAID);
  await i18next.changeLanguage(language);
}

/** Loads a folder's words before its screen is drawn; for a route's loader. */
export function loadWords(...folders: readonly string[]): () => Promise<void> {
  return () => i18next.loadNamespaces([...folders]);
}
