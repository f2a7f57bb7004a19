/** Which methods an address takes, for those that come with another one. */
import type { FastifyInstance } from "fastify";

interface AllowedMethods {
  readonly matches: RegExp;
  readonly methods: readonly string[];
}

/** Has to be asked for before routes are registered. Answers the methods of a path, none where nothing stands there. */
export function watchMethods(app: FastifyInstance): (path: string) => string[] {
  const existing: AllowedMethods[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    // The page's files and pages stand below everything; they say themselves what they do not know.
    if (!url.startsWith("/api/") || url.startsWith("/api/reference") || url.endsWith("/*")) return;
    const pattern = url.replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/]+");
    existing.push({ matches: new RegExp(`^${pattern}/?$`), methods: [method].flat() });
  });
  return (path) => {
    const methods = existing.filter(({ matches }) => matches.test(path)).flatMap((each) => each.methods);
    return [...new Set(methods)].toSorted();
  };
}
