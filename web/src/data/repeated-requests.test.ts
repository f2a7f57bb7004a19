import { expect, test } from "vitest";
import { withSameKey } from "./repeated-requests.ts";

let requests = 0;
const booking = (body: unknown = { quantity: 2 }) => {
  requests += 1;
  return new Request("https://hub.example/api/shipments", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `key-${requests}` },
    body: JSON.stringify(body),
  });
};

/** Answers the key a request was sent with. */
async function keyOf(request: Request, answer: Response | Error, at = 0): Promise<string | null> {
  let sent: string | null = null;
  const send = async (given: Request) => {
    sent = given.headers.get("idempotency-key");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  await withSameKey(request, send, () => at).catch(() => undefined);
  return sent;
}

const done = () => new Response("{}", { status: 200 });
const away = () => new TypeError("Failed to fetch");

test("a request whose answer was lost keeps its key when it is sent again, until it is answered", async () => {
  const first = await keyOf(booking(), away());
  expect(await keyOf(booking(), new Response("", { status: 504 }))).toBe(first);
  expect(await keyOf(booking(), done())).toBe(first);
  expect(await keyOf(booking(), done())).not.toBe(first);
});

test("another request has a key of its own, and a refused one is over", async () => {
  const first = await keyOf(booking({ quantity: 1 }), away());
  expect(await keyOf(booking({ quantity: 3 }), done())).not.toBe(first);
  const refused = await keyOf(booking({ quantity: 4 }), new Response("{}", { status: 409 }));
  expect(await keyOf(booking({ quantity: 4 }), done())).not.toBe(refused);
});

test("a request the hub is still at keeps its key", async () => {
  const first = await keyOf(booking({ quantity: 6 }), away());
  const atIt = new Response(JSON.stringify({ code: "IDEMPOTENCY_IN_FLIGHT" }), { status: 409 });
  expect(await keyOf(booking({ quantity: 6 }), atIt)).toBe(first);
  expect(await keyOf(booking({ quantity: 6 }), done())).toBe(first);
});

test("a lost answer is forgotten after ten minutes: the same request is a new one then", async () => {
  const first = await keyOf(booking({ quantity: 5 }), away(), 0);
  expect(await keyOf(booking({ quantity: 5 }), away(), 600_000)).not.toBe(first);
});
