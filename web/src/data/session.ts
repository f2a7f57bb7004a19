/** Who is signed in, where they work and what they may do. */
import { queryOptions, useQuery } from "@tanstack/react-query";
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
});

interface Known {
  readonly user: Session["user"];
  readonly organization: Session["organization"];
  readonly organizations: Session["organizations"];
  readonly role: Session["role"];
  /** True when this person's role may do it; what may not be done is not offered. */
  may(action: Action): boolean;
}

/** For what is drawn inside: the session is loaded before any screen is. */
export function useSession(): Known {
  const { data } = useQuery(sessionQuery);
  return {
    user: data?.user ?? null,
    organization: data?.organization ?? null,
    organizations: data?.organizations ?? [],
    role: data?.role ?? null,
    may: (action) => data?.actions.includes(action) ?? false,
  };
}
