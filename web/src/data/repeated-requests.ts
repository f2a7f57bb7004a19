/**
 * A request whose answer was lost is sent again as the same one: its Idempotency-Key stays, so that the hub does not do
 * twice (book, receive, refund) what it may have done already.
 */

/** So long a lost answer is remembered; the hub keeps its answers for longer. */
const REMEMBERED_MS = 10 * 60_000;

interface Lost {
  readonly key: string;
  readonly at: number;
}

const HEADER = "idempotency-key";

/** By method, address and body. */
const lost = new Map<string, Lost>();

/** The hub did it, or refused it; after anything else it may have done it, or is at it still. */
async function exists(answer: Response): Promise<boolean> {
  if (answer.status !== 409) return answer.status < 500;
  const reported: unknown = await answer
    .clone()
    .json()
    .catch(() => null);
  return typeof reported !== "object" || reported === null || Reflect.get(reported, "code") !== "IDEMPOTENCY_IN_FLIGHT";
}

/** Sends a request with the key of the same request before, where that one has had no answer. */
export async function withSameKey(
  request: Request,
  send: (request: Request) => Promise<Response>,
  now: () => number = Date.now,
): Promise<Response> {
  const isJson = (request.headers.get("content-type") ?? "").startsWith("application/json");
  const own = request.headers.get(HEADER);
  if (own === null || (request.body !== null && !isJson)) return send(request);
  const name = `${request.method} ${request.url}\n${request.body === null ? "" : await request.clone().text()}`;
  const before = lost.get(name);
  const key = before && now() - before.at < REMEMBERED_MS ? before.key : own;
  request.headers.set(HEADER, key);
  try {
    const answer = await send(request);
    if (await exists(answer)) lost.delete(name);
    else lost.set(name, { key, at: now() });
    return answer;
  } catch (error) {
    lost.set(name, { key, at: now() });
    throw error;
  }
}
