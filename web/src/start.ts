/**
 * Stands in the page itself and runs before any script is there: turns the page to its language's direction, and asks for
 * what it will need at once instead of one after the other: the screen's script and words, who is signed in, and the rows of
 * a list. `hub` takes the answers when they are asked for (src/data/preload.ts). May import nothing but types.
 */
import type { FirstFiles } from "./routing/first-screens.ts";

/** Written into the page by its build; absent where it is served from its sources. */
declare const FIRST_FILES: FirstFiles | undefined;

const ME = "/api/me";
const PATIENCE_MS = 15_000;
const FIRST_PAGE = "100";
/** Of an address, what is no filter of its list. */
const OF_THE_SCREEN = ["view", "tab"];

/** The language chosen before, else the browser's where it is one of ours, else English. */
function language(): "en" | "ar" {
  const preferred = [localStorage.getItem("argosy.language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return preferred.find((code) => code === "en" || code === "ar") ?? "en";
}

/** The first page as the list asks for it: its filter stands in the address. */
function firstPage(list: string): string {
  const requested = new URLSearchParams(location.search);
  for (const name of OF_THE_SCREEN) requested.delete(name);
  requested.set("limit", FIRST_PAGE);
  return `${list}?${requested}`;
}

/** What connectors say is answered in the page's language. */
function ask(addresses: readonly string[], spoken: string): void {
  const requested = { headers: { "accept-language": spoken } };
  // A line that is dead says nothing for minutes, and nothing is drawn before it is known who is signed in.
  const patient = (address: string) =>
    fetch(address, { ...requested, ...(address === ME && { signal: AbortSignal.timeout(PATIENCE_MS) }) });
  const answers = new Map(addresses.map((address) => [address, patient(address)]));
  // Whoever takes an answer is told what failed: here nobody would hear it.
  for (const answer of answers.values()) answer.catch(() => undefined);
  globalThis.argosyEarly = answers;
}

function preload(href: string): void {
  const link = document.createElement("link");
  if (href.endsWith(".css")) Object.assign(link, { rel: "preload", as: "style" });
  else link.rel = "modulepreload";
  link.crossOrigin = "";
  link.href = href;
  document.head.append(link);
}

const first = typeof FIRST_FILES === "undefined" ? {} : FIRST_FILES;
const here = first[location.pathname];
for (const file of here?.files ?? []) preload(file);
const root = document.documentElement;
root.lang = language();
root.dir = root.lang === "ar" ? "rtl" : "ltr";
const rows = here?.list ? [firstPage(here.list)] : [];
ask([ME, ...rows, ...(here?.counts ? [here.counts] : [])], root.lang);
for (const each of [first["*"], here]) for (const file of each?.words[root.lang] ?? []) preload(file);
