/** A page and the files of its build on the device. A version is kept whole before it is used. */

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
  /** A file of this version or the one before, from the device where it is kept. */
  file(key: string, request: Request): Promise<Response>;
}

interface Options {
  readonly shell: Shell;
  /** The page's address, in front of the files' names. */
  readonly page: string;
  /** In front of the versions of this page's caches. */
  readonly name: string;
}

export function createShellCache({ shell, page, name }: Options): ShellCache {
  const own = name + shell.version;
  const addressOf = (file: string) => page + file;
  const found = async (key: string) => (await (await caches.open(own)).match(key)) ?? (await caches.match(key));
  return {
    async install() {
      const cache = await caches.open(own);
      const answer = await fetch(page, { cache: "no-store", headers: { accept: "text/html" } });
      const html = answer.ok ? await answer.clone().text() : "";
      // A hub that has a newer build by now: the browser looks again, and finds that one's worker.
      if (!html.includes(shell.script)) throw new Error("The page is of another version.");
      await cache.addAll(shell.files.map(addressOf));
      await cache.put(page, answer);
    },
    async removeOlder() {
      const others = (await caches.keys()).filter((each) => each.startsWith(name) && each !== own);
      // Keys come in the order they were made.
      await Promise.all(others.slice(0, -1).map((each) => caches.delete(each)));
    },
    async completeFiles() {
      const cache = await caches.open(own);
      for (const address of shell.later.map(addressOf)) if (!(await cache.match(address))) await cache.add(address);
    },
    page: () => found(page),
    async file(key, request) {
      const known = await found(key);
      if (known) return known;
      const answer = await fetch(request);
      if (answer.ok) await (await caches.open(own)).put(key, answer.clone());
      return answer;
    },
  };
}
