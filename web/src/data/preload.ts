/** What the page asked before its script was there (src/start.ts), for whoever asks the same. */

declare global {
  /** Answers on their way, by address. */
  var argosyEarly: Map<string, Promise<Response>> | undefined;
}

/** The same address however its query is ordered and written. */
function nameOf(address: string): string {
  const { pathname, searchParams } = new URL(address, location.href);
  searchParams.sort();
  return `${pathname}?${searchParams}`;
}

const early = new Map<string, Promise<Response>>();
for (const [address, answer] of globalThis.argosyEarly ?? []) early.set(nameOf(address), answer);

/** Address of the list whose first page was asked for beside who is signed in. */
export const requestedList: string | undefined = [...early.keys()]
  .map((name) => name.slice(0, name.indexOf("?")))
  .find((path) => path !== "/api/me");

let reportTaken: () => void = () => undefined;

/** Until somebody has taken all of it. */
export const earlyTaken: Promise<void> = new Promise((resolve) => {
  reportTaken = resolve;
});

/** They were asked for before one was a member of any organization: refused then, they are asked for anew. */
export function forgetEarly(): void {
  early.clear();
  reportTaken();
}

/** Each is taken once: who asks again wants to know anew. */
export function takeEarly(request: Request): Promise<Response> | undefined {
  if (request.method !== "GET" || early.size === 0) return undefined;
  const name = nameOf(request.url);
  const answer = early.get(name);
  early.delete(name);
  if (early.size === 0) reportTaken();
  return answer;
}
