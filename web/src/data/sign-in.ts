/** Entry and exit: what the hub keeps under /api/auth, outside its described interface. */
import { Problem, problemOf } from "./hub.ts";
import { queryClient } from "./query-client.ts";
import { sessionQuery } from "./session.ts";

/** Throws Problem with the hub's words. */
export async function askAuth<T = unknown>(path: string, body: Readonly<Record<string, unknown>>): Promise<T> {
  const answer = await fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Problem({
      status: 0,
      code: "HUB_AWAY",
      detail: "The hub cannot be reached.",
      errorType: "network_error",
      retryable: true,
    });
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as T;
}

/** What the sign-in knows. Throws Problem with the hub's words. */
export async function readAuth<T>(path: string): Promise<T> {
  const answer = await fetch(`/api/auth/${path}`);
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as T;
}

/** Leaves the page for the hub's provider; `way` signs in, or joins the account that is signed in with the one there. */
export async function goToProvider(
  way: "sign-in" | "link",
  { back, failed }: { readonly back: string; readonly failed: string },
): Promise<void> {
  const { url } = await askAuth<{ readonly url: string }>(`${way}${way === "link" ? "-" : "/"}social`, {
    provider: "oidc",
    callbackURL: back,
    errorCallbackURL: failed,
    disableRedirect: true,
  });
  location.assign(url);
}

/** True: the code was understood and is not the right one; other failures say something else. */
export const isRefusedCode = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 400 || error.status === 401);

/** Reads anew who is signed in; to be called after every change of it. */
export async function renewSession(): Promise<void> {
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}
