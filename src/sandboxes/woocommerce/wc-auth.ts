/** The page on which a merchant grants keys with one click (wc-auth/v1). */
import { addKey } from "./new-shop.ts";
import type { Shop } from "./state.ts";

/** A WordPress page of the one-click flow: who asks, what is missing, where the browser goes. */
export interface AuthPage {
  readonly status: number;
  readonly location?: string | undefined;
  readonly text: string;
}

const REQUESTED = ["app_name", "user_id", "return_url", "callback_url", "scope"];

/** Checks a `wc-auth/v1/authorize` query; null when the approval page may be shown. */
export function authProblem(query: URLSearchParams): AuthPage | null {
  const refuse = (why: string) => ({ status: 401, text: `Access denied Error: ${why}` });
  const missing = REQUESTED.find((name) => !query.get(name));
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

/** Hands the keys to the asking site; resolves with its status, null when nobody answered. */
export type PostKeys = (callbackUrl: string, body: string) => Promise<number | null>;

/**
 * The merchant chooses Approve: a key is made, posted unsigned to the callback, and deleted again when the
 * answer is anything but 200; only then the browser goes back.
 */
export async function approve(shop: Shop, url: string, post: PostKeys): Promise<AuthPage> {
  const query = new URL(url).searchParams;
  const problem = authProblem(query);
  if (problem) return problem;
  const scope = query.get("scope") === "read" ? "read" : query.get("scope") === "write" ? "write" : "read_write";
  const key = addKey(shop, scope, "administrator");
  const userId = echoedUserId(query.get("user_id") ?? "");
  const body = {
    key_id: shop.keys.length,
    user_id: userId,
    consumer_key: key.key,
    consumer_secret: key.secret,
    key_permissions: scope,
  };
  if ((await post(query.get("callback_url") ?? "", JSON.stringify(body))) !== 200) {
    shop.keys.splice(shop.keys.indexOf(key), 1);
    const why = "An error occurred in the request and at the time were unable to send the consumer data.";
    return { status: 401, text: `Access denied Error: ${why}` };
  }
  const back = new URL(query.get("return_url") ?? "");
  back.searchParams.set("success", "1");
  back.searchParams.set("user_id", userId);
  return { status: 302, location: back.href, text: "" };
}
