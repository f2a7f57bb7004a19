/** Which language the dashboard speaks, and its words: a file a folder and language, loaded when the folder is shown. */

import { saveChoice } from "../storage/choices.ts";
import type { Folder, HubMessageFolder } from "./folders.ts";
import * as english from "./frame-en.ts";
import { directionOf, type Language, languages } from "./languages.ts";
import { addTexts, areLoaded, type Texts } from "./texts.ts";

/** As src/start.ts looks for it. */
const STORAGE_KEY = "argosy.language";
const files = import.meta.glob<Texts>(["../**/messages/*.json", "!../{orders,shell,ui}/messages/*.json"], {
  import: "default",
});

/**
 * What every page says, and the list one mostly opens. English comes with the script that says it: a file asked for costs
 * every page more than these words do those who read other ones.
 */
const frame = { en: () => Promise.resolve(english), ar: () => import("./frame-ar.ts") };

const arabicHubMessages = async (): Promise<Texts> => (await import("../../../src/commerce/messages/ar.json")).default;

/** What the hub says is worded apart: its English stands in the server, and its refusals need none. */
const hubMessages: Readonly<Record<HubMessageFolder, Readonly<Record<Language, () => Promise<Texts>>>>> = {
  "hub-messages": { en: async () => (await import("./hub-messages/english.ts")).english, ar: arabicHubMessages },
  "hub-messages/alerts": {
    en: async () => (await import("./hub-messages/alerts-english.ts")).english,
    ar: arabicHubMessages,
  },
};

let shown: Language = "en";
const listeners = new Set<() => void>();
const loading = new Map<string, Loading>();
/** Folders that were shown: another language has to have them before it is. */
const requested = new Set<Folder>();

/** Words on their way or there: `status` is what React's `use` looks at, so that those that are there need no wait. */
interface Loading extends Promise<void> {
  status?: "fulfilled";
}

/** The same promise from the first time it is asked for. */
export function loadFolder(language: Language, folder: Folder): Promise<void> {
  requested.add(folder);
  return loadOnce(language, folder);
}

/** Words a page does without where they cannot be loaded: no other language waits for them. */
export async function tryFolder(folder: Folder): Promise<void> {
  await Promise.allSettled([loadOnce(shown, folder)]);
}

function loadOnce(language: Language, folder: Folder): Promise<void> {
  const name = `${language}/${folder}`;
  const cached = loading.get(name);
  if (cached) return cached;
  const load = loaderOf(language, folder);
  if (!load) throw new Error(`There are no words in ${language} for ${folder}.`);
  const under: Loading = load().then((texts) => {
    addTexts(language, folder, texts);
    under.status = "fulfilled";
  });
  loading.set(name, under);
  // What could not be loaded is asked for again the next time.
  under.catch(() => loading.delete(name));
  return under;
}

function loaderOf(language: Language, folder: Folder): (() => Promise<Texts>) | undefined {
  if (isOfFrame(folder)) return async () => (await frame[language]())[folder];
  return isHubMessages(folder) ? hubMessages[folder][language] : files[`../${folder}/messages/${language}.json`];
}

const isOfFrame = (folder: Folder): folder is keyof typeof english => Object.hasOwn(english, folder);
const isHubMessages = (folder: Folder): folder is HubMessageFolder => Object.hasOwn(hubMessages, folder);

async function loadAll(language: Language, folders: Iterable<Folder>): Promise<void> {
  const missing = [...folders].filter((folder) => !areLoaded(language, folder));
  for (const folder of folders) requested.add(folder);
  await Promise.all(missing.map((folder) => loadFolder(language, folder)));
}

function exists(code: string): code is Language {
  return languages.some((language) => language.code === code);
}

function show(language: Language): void {
  shown = language;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  for (const listener of listeners) listener();
}

export const languageShown = (): Language => shown;

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let started: Promise<void> | undefined;

/** Has to be awaited before the first component is drawn; begins once. */
export function startLanguage(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  // The page turned to it before any script was there (src/start.ts).
  const { lang } = document.documentElement;
  const language = exists(lang) ? lang : "en";
  show(language);
  // A refusal can come anywhere; in English it is the hub's own.
  await loadAll(language, language === "en" ? ["ui", "shell"] : ["ui", "shell", "hub-messages"]);
}

/** Says everything in this language from now on, also after a reload. */
export async function changeLanguage(language: Language): Promise<void> {
  saveChoice(STORAGE_KEY, language);
  await showLanguage(language);
}

/** Says everything in this language until the page is left. */
export async function showLanguage(language: string): Promise<void> {
  if (!exists(language) || language === shown) return;
  await loadAll(language, new Set<Folder>([...requested, "hub-messages"]));
  show(language);
}

/** Loads folders' words before their screen is drawn; for a route's loader. */
export function loadTexts(...folders: readonly Folder[]): () => Promise<void> {
  return () => loadAll(shown, folders);
}
