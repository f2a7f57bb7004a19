/**
 * Which version of a thing this page shows, sent with every change of it (If-Match): the hub refuses a change of an old
 * copy. What a form began with counts until the form is done, whatever is read meanwhile.
 */

type Send = (request: Request) => Promise<Response>;

const CODE = "EDITED_MEANWHILE";

/** By address: the version a change is based on. */
const based = new Map<string, string>();
/** Read while a form was open. */
const newer = new Map<string, string>();
/** Changes of one thing by this page wait for each other: each is based on the one before. */
const last = new Map<string, Promise<unknown>>();
const ended = new Map<string, number>();
let openForms = 0;

const nameOf = ({ url }: Request): string => new URL(url).pathname;

export function withVersion(request: Request, send: Send): Promise<Response> {
  if (request.method === "GET") return reading(request, send);
  if (request.method !== "PATCH" && request.method !== "PUT") return send(request);
  const name = nameOf(request);
  const turn = (last.get(name) ?? Promise.resolve()).then(() => changing(request, send));
  last.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}

async function reading(request: Request, send: Send): Promise<Response> {
  const name = nameOf(request);
  const before = ended.get(name);
  const answer = await send(request);
  const version = answer.headers.get("etag");
  // What was asked for before this page changed it may be from before.
  if (!answer.ok || version === null || before !== ended.get(name)) return answer;
  (openForms > 0 && based.has(name) ? newer : based).set(name, version);
  return answer;
}

async function changing(request: Request, send: Send): Promise<Response> {
  const name = nameOf(request);
  const version = based.get(name);
  if (version !== undefined) request.headers.set("if-match", version);
  const answer = await send(request);
  ended.set(name, (ended.get(name) ?? 0) + 1);
  const next = answer.ok ? answer.headers.get("etag") : null;
  if (next !== null) based.set(name, next);
  // The page reads it again, and what it shows then counts.
  else if (await isEdited(answer)) based.delete(name);
  else return answer;
  newer.delete(name);
  return answer;
}

async function isEdited(answer: Response): Promise<boolean> {
  return answer.status === 409 && (await answer.clone().text()).includes(CODE);
}

/** Until what is answered is called, changes are based on what the page showed before it. */
export function holdVersions(): () => void {
  openForms += 1;
  return () => {
    openForms -= 1;
    if (openForms > 0) return;
    for (const [name, version] of newer) based.set(name, version);
    newer.clear();
  };
}
