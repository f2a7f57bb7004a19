/**
 * The first screen, read before anything is drawn: the page is drawn once, with its rows, instead of empty, then with a
 * frame, then with what stands in for rows, and then with them.
 */
import { forgetEarly } from "../data/preload.ts";
import { queryClient } from "../data/query-client.ts";
import { readAhead } from "../data/rows.ts";
import { sessionQuery } from "../data/session.ts";
import { tabsQuery } from "../orders/queries.ts";
import { listSearch } from "../ui/list/list-search.ts";
import { filterOf } from "../ui/list/search-state.ts";
import { loadLogo } from "../ui/logo.tsx";
import { firstScreens } from "./first-screens.ts";
import { router } from "./tree.ts";

/** Rows that take longer are not waited for: what stands in for them is drawn. A slow processor draws that in as long. */
const SOON_MS = 100;

/** What the counts of a list's tabs are kept under. */
const COUNTS = { "/api/orders/tabs": tabsQuery } as const;

/** Where the session, the screen's script and words are there; and its rows, if they come soon. */
export async function firstLoaded(): Promise<void> {
  const rows = firstRows();
  // What is drawn listens to the history itself; until then a screen that leads elsewhere would be left.
  const stop = router.history.subscribe(router.load);
  await router.load();
  stop();
  await Promise.race([rows, new Promise((resolve) => setTimeout(resolve, SOON_MS))]);
}

/** Those that were asked for with the page (src/start.ts), as their list will ask for them. */
async function firstRows(): Promise<void> {
  const [, screen] = Object.entries(firstScreens).find(([address]) => address === location.pathname) ?? [];
  const path = screen?.list ?? null;
  if (path === null) return;
  await queryClient.prefetchQuery(sessionQuery);
  if (!queryClient.getQueryData(sessionQuery.queryKey)?.organization) return forgetEarly();
  const search = listSearch(Object.fromEntries(new URLSearchParams(location.search)));
  const subject = path.slice("/api/".length);
  // Drawn with the rows where they come as soon, and not waited for.
  if (screen?.counts) void queryClient.prefetchQuery(COUNTS[screen.counts]);
  const rows = await readAhead(queryClient, { subject, path, params: {}, filter: filterOf(search) });
  const providers = rows.map((row) => ("provider" in row ? row.provider : null)).filter((each) => each !== null);
  await Promise.all([...new Set(providers)].map(loadLogo));
}
