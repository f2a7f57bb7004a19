/** Who is signed in, where they work and what they may do. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { createContext, use, useMemo, useRef, useSyncExternalStore } from "react";
import { body, hub, Problem } from "./hub.ts";

async function readSession() {
  try {
    return await body(hub.GET("/api/me"));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export type Session = NonNullable<Awaited<ReturnType<typeof readSession>>>;
export type Action = Session["actions"][number];

/** Null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: readSession,
  staleTime: Number.POSITIVE_INFINITY,
  // Without the hub the page says so at once, and asks again by itself (shell/failures.tsx).
  retry: (failures, error) => failures < 3 && error instanceof Problem && error.retryable && error.status !== 0,
});

interface StoredSession {
  readonly user: Session["user"];
  readonly organization: Session["organization"];
  readonly organizations: Session["organizations"];
  readonly role: Session["role"];
  /** True when this person's role may do it; what may not be done is not offered. */
  may(action: Action): boolean;
}

const NOBODY: StoredSession = { user: null, organization: null, organizations: [], role: null, may: () => false };

const Given = createContext(NOBODY);

/** Around everything drawn inside: who is signed in, so that no cell of a list looks it up for itself. */
export const SessionGiven = Given.Provider;

/** The session as last read; it stays while it is read anew. For whoever gives it to the rest of the page. */
export function useStoredSession(client: QueryClient): StoredSession {
  const last = useRef<Session | null>(null);
  const data = useSyncExternalStore(
    (listener) => client.getQueryCache().subscribe(({ query }) => query.queryKey[0] === "session" && listener()),
    () => {
      const read = client.getQueryData(sessionQuery.queryKey);
      if (read !== undefined) last.current = read;
      return last.current;
    },
  );
  return useMemo(() => {
    if (data === null) return NOBODY;
    const { user, organization, organizations, role, actions } = data;
    return { user, organization, organizations, role, may: (action) => actions.includes(action) };
  }, [data]);
}

/** For what is drawn inside: the session is loaded before any screen is. */
export const useSession = (): StoredSession => use(Given);
