/**
 * Whether the page's first drawing stands on the screen. What is good to know beside it (counts, what needs a person, saved
 * views) is asked for then, so that it does not stand in the way of what one came for.
 */
import {
  type DefaultError,
  type QueryClient,
  type QueryKey,
  QueryObserver,
  type QueryObserverOptions,
  useQueryClient,
} from "@tanstack/react-query";
import { startTransition, useEffect, useState } from "react";
import { earlyTaken, requestedList } from "./preload.ts";

const MOST_MS = 1_000;

let isDrawn = false;
const listeners = new Set<() => void>();

function report(): void {
  isDrawn = true;
  for (const listener of listeners) listener();
}

/** Until nothing of this list is being read. */
function whenRead(client: QueryClient, list: string): Promise<void> {
  const isReading = () => client.isFetching({ predicate: ({ queryKey }) => queryKey.includes(list) }) > 0;
  if (!isReading()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = client.getQueryCache().subscribe(() => {
      if (isReading()) return;
      stop();
      resolve();
    });
  });
}

/** For the frame, once it stands. */
export async function firstDrawn(client: QueryClient): Promise<void> {
  // What was asked before the script was there is about to be drawn. What the screen reads now is not waited for.
  const list = requestedList;
  if (list !== undefined) {
    const enough = new Promise<void>((resolve) => setTimeout(resolve, MOST_MS));
    await Promise.race([earlyTaken.then(() => whenRead(client, list)), enough]);
  }
  // Not in every browser (Safari).
  if ("requestIdleCallback" in window) requestIdleCallback(report, { timeout: MOST_MS });
  else setTimeout(report);
}

function onDrawn(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For a query's `enabled`. What it changes is drawn in small steps: the page can be used by now. */
export function useIsDrawn(): boolean {
  const [exists, setKnown] = useState(isDrawn);
  useEffect(() => {
    const know = () => startTransition(() => setKnown(isDrawn));
    know();
    return onDrawn(know);
  }, []);
  return exists;
}

/**
 * What a query answers, asked when the first drawing stands; undefined until then. It is drawn in small steps: what
 * `useQuery` answers React draws at once and whole, and a slow processor is busy with it when one wants to use the page.
 */
export function useLater<Read, Data = Read, Key extends QueryKey = QueryKey>(
  query: QueryObserverOptions<Read, DefaultError, Data, Read, Key>,
): Data | undefined {
  const client = useQueryClient();
  const enabled = useIsDrawn();
  const [observer] = useState(() => new QueryObserver(client, { ...query, enabled: false }));
  const [data, setData] = useState(() => observer.getCurrentResult().data);
  useEffect(() => {
    const show = () => startTransition(() => setData(() => observer.getCurrentResult().data));
    show();
    return observer.subscribe(show);
  }, [observer]);
  useEffect(() => observer.setOptions({ ...query, enabled: enabled && (query.enabled ?? true) }));
  return data;
}
