/** The page on which a merchant grants keys with one click (wc-auth/v1). */

/** A WordPress page of the one-click flow: who asks, what is missing, where the browser goes. */
export interface AuthPage {
  readonly status: number;
  readonly location?: string | undefined;
  readonly text: string;
}

const ASKED = ["app_name", "user_id", "return_url", "callback_url", "scope"];

/** Checks a `wc-auth/v1/authorize` query; null when the approval page may be shown. */
export function authProblem(query: URLSearchParams): AuthPage | null {
  const refuse = (why: string) => ({ status: 401, text: `Access denied Error: ${why}` });
  const missing = ASKED.find((name) => !query.get(name));
  if (missing) return refuse(`Missing parameter ${missing}.`);
  if (!["read", "write", "read_write"].includes(query.get("scope") ?? ""))
    return refuse(`Invalid scope ${query.get("scope")}.`);
  for (const name of ["return_url", "callback_url"])
    if (!URL.canParse(query.get(name) ?? "")) return refuse(`The ${name} is not a valid URL.`);
  if (!query.get("callback_url")?.startsWith("https://")) return refuse("The callback_url needs to be over SSL.");
  return null;
}

/** `user_id` as it comes back: a plus becomes a space, a trailing equals sign is lost. */
export function echoedUserId(text: string): string {
  return text.replaceAll("+", " ").replace(/=+$/, "");
}
