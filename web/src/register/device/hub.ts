/** What the register asks of the hub. Every failure says whether it is the network, the sign-in or the hub's own word. */

export class HubAway extends Error {
  override readonly name = "HubAway";
}

/** The hub is there and failed over this: what else waits may go through. */
export class HubFailed extends HubAway {}

export class SignedOut extends Error {
  override readonly name = "SignedOut";
}

export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  /** A fixed word: POS_SESSION_CLOSED. */
  readonly code: string;

  constructor(status: number, code: string, text: string) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

/** Until it counts as being without network: a till does not wait. */
const MOST_MS = 15_000;

/** Minor units are whole numbers on the way. */
const wire = (_name: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);

interface Ask {
  readonly body?: unknown;
  /** The same key is the same request. */
  readonly key?: string;
  readonly language: string;
}

/** Throws HubAway (HubFailed where the hub answered with a fault of its own), SignedOut or Refused. */
export async function ask<T>(method: "GET" | "POST" | "PUT", path: string, { body, key, language }: Ask): Promise<T> {
  const headers = new Headers({ "accept-language": language });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (key !== undefined) headers.set("idempotency-key", key);
  const answer = await callChannel(path, {
    method,
    headers,
    signal: AbortSignal.timeout(MOST_MS),
    ...(body !== undefined && { body: JSON.stringify(body, wire) }),
  });
  if (answer.status === 401) throw new SignedOut();
  if (answer.status === 500) throw new HubFailed("The hub failed over this.");
  // Too many, or a hub that is being started: as good as away.
  if (answer.status === 429 || answer.status >= 500) throw new HubAway(`The hub answered ${answer.status}.`);
  if (answer.status === 204) return undefined as T;
  const reported = (await answer.json().catch(() => null)) as Record<string, unknown> | null;
  if (!answer.ok)
    throw new Refused(
      answer.status,
      String(reported?.code ?? "UNREADABLE"),
      String(reported?.detail ?? answer.statusText),
    );
  return reported as T;
}

async function callChannel(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (cause) {
    throw new HubAway("The hub cannot be reached.", { cause });
  }
}
