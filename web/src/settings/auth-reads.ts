/** What the sign-in knows of this person, outside the described interface. */
import { queryOptions } from "@tanstack/react-query";
import { problemOf } from "../data/hub.ts";

async function readAuth<T>(path: string): Promise<T> {
  const answer = await fetch(`/api/auth/${path}`);
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as T;
}

export interface SignedIn {
  readonly token: string;
  readonly createdAt: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export const authQuery = queryOptions({
  queryKey: ["account", "auth"],
  queryFn: () =>
    readAuth<{
      readonly user: { readonly twoFactorEnabled?: boolean | null };
      readonly session: { readonly token: string };
    }>("get-session"),
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: () => readAuth<readonly SignedIn[]>("list-sessions"),
});
