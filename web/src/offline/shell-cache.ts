/** A page and the files of its build on the device. A version is kept whole before it is used. */

import type { Waiting } from "./worker-scope.ts";

/** Written into a worker by its build (web/offline-shell.ts). */
export interface Shell {
  readonly version: string;
  /** The page's script: a page that does not name it is of another build. */
  readonly script: string;
  /** Needed before the page can be used. */
  readonly files: readonly string[];
  /** Loaded by the page when it needs them. */
  readonly later: readonly string[];
}

interface ShellCache {
  /** Keeps the page and its first files. Throws where the hub has another build by now. */
  install(): Promise<void>;
  /** Removes versions before the last one, whose pages may still be open. */
  removeOlder(): Promise<void>;
  /** Keeps what is left, one file after the other; what cannot be had now is had with its first use. */
  completeFiles(): Promise<void>;
  /** Undefined: the page is not kept. */
  page(): Promise<Response | undefined>;
  /** Keeps a newer answer of the page, if it is of this build: it may differ in what the hub writes into it. */
  renewPage(answer: Response): Promise<void>;
  /** A file of this version or the one before, from the device where it is kept. */
  file(key: string, event: { readonly request: Request } & Waiting): Promise<Response>;
}

interface Options {
  readonly shell: Shell;
  /** The page's address, in front of the files' names. */
  readonly page: string;
  /** In front of the versions of this page's caches. */
  readonly name: string;
}

/** A sign-in page of a proxy is no file of ours. */
const isFile = (answer: Response): boolean =>
  answer.ok && !answer.redirected && !(answer.headers.get("content-type") ?? "").startsWith("text/html");

/** Nothing is kept where the device has no room for it: what the hub answers goes to the page all the same. */
const unkept = (): undefined => undefined;

export function createShellCache({ shell, page, name }: Options): ShellCache {
  const own = name + shell.version;
  const addressOf = (file: string) => page + file;
  const read = async (key: string) => (await (await caches.open(own)).match(key)) ?? (await caches.match(key));
  const found = (key: string): Promise<Response | undefined> => read(key).catch(unkept);
  const save = async (key: string, answer: Response): Promise<void> => (await caches.open(own)).put(key, answer);
  async function saveAll(): Promise<void> {
    const answer = await fetch(page, { cache: "no-store", headers: { accept: "text/html" } });
    const html = answer.ok ? await answer.clone().text() : "";
    // A hub that has a newer build by now: the browser looks again, and finds that one's worker.
    if (!html.includes(shell.script)) throw new Error("The page is of another version.");
    await (await caches.open(own)).addAll(shell.files.map(addressOf));
    await save(page, answer);
  }
  return {
    async install() {
      const isHere = (await found(page)) !== undefined && (await caches.has(own));
      try {
        await saveAll();
      } catch (error) {
        // Half a version would be taken for the one before the next.
        if (!isHere) await caches.delete(own);
        throw error;
      }
    },
    async removeOlder() {
      const others = (await caches.keys()).filter((each) => each.startsWith(name) && each !== own);
      // Keys come in the order they were made.
      await Promise.all(others.slice(0, -1).map((each) => caches.delete(each)));
    },
    async completeFiles() {
      for (const address of shell.later.map(addressOf)) {
        const answer = (await found(address)) ? undefined : await fetch(address).catch(unkept);
        if (answer && isFile(answer)) await save(address, answer).catch(unkept);
      }
    },
    page: () => found(page),
    async renewPage(answer) {
      if (answer.ok && (await answer.clone().text()).includes(shell.script)) await save(page, answer).catch(unkept);
    },
    async file(key, event) {
      const existing = await found(key);
      if (existing) return existing;
      const answer = await fetch(event.request);
      if (isFile(answer)) event.waitUntil(save(key, answer.clone()).catch(unkept));
      return answer;
    },
  };
}
