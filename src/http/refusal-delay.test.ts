import Fastify, { type FastifyReply } from "fastify";
import { expect, test } from "vitest";
import { delayRefusals } from "./refusal-delay.ts";

/** A server whose delayed answers wait until the test sends them. */
function delaying({ maxDelayed = 10, maxUnread = 10 } = {}) {
  const waiting: (() => void)[] = [];
  const app = Fastify();
  delayRefusals(app, {
    ms: 500,
    maxDelayed,
    maxUnread,
    schedule: (send) => {
      waiting.push(send);
      return () => undefined;
    },
  });
  const refuse =
    (close: boolean) =>
    async (_request: unknown, reply: FastifyReply): Promise<FastifyReply> =>
      reply
        .code(429)
        .headers(close ? { connection: "close" } : {})
        .send("no");
  const never = () => Promise.reject(new Error("not reached"));
  app.get("/refused", { onRequest: refuse(false) }, never);
  app.get("/cut-off", { onRequest: refuse(true) }, never);
  app.get("/busy", refuse(false));
  app.post("/nobody", { onRequest: async (_request, reply) => reply.code(404).send("nobody") }, never);
  app.get("/answered", (_request, reply) => reply.send("yes"));
  let answers = 0;
  const refused = () =>
    app.inject("/refused").then((answer) => {
      answers += 1;
      return answer;
    });
  return { app, waiting, refused, answered: () => answers };
}

/** Until each of them has reached its delay or its answer. */
const callChannel = async (wanted: () => boolean): Promise<void> => {
  while (!wanted()) await new Promise(setImmediate);
};

test("a refusal is delayed, and other answers are not", async () => {
  const { app, waiting, refused, answered } = delaying();
  const refusal = refused();
  await callChannel(() => waiting.length === 1);
  expect((await app.inject("/answered")).body).toBe("yes");
  expect(answered()).toBe(0);
  for (const send of waiting) send();
  expect((await refusal).statusCode).toBe(429);
  await app.close();
});

test("a refusal of the handler itself is not delayed, nor one that ends its connection", async () => {
  const { app, waiting } = delaying();
  expect((await app.inject("/busy")).statusCode).toBe(429);
  expect((await app.inject("/cut-off")).statusCode).toBe(429);
  expect(waiting).toEqual([]);
  await app.close();
});

test("refusals beyond the maximum are sent at once and end their connection", async () => {
  const { app, waiting, refused } = delaying({ maxDelayed: 1 });
  const first = refused();
  await callChannel(() => waiting.length === 1);
  const second = await refused();
  expect([second.statusCode, second.headers["connection"]]).toEqual([429, "close"]);
  for (const send of waiting) send();
  expect((await first).headers["connection"]).not.toBe("close");
  await app.close();
});

test("a server that closes sends what is delayed", async () => {
  const { app, waiting, refused } = delaying();
  const refusal = refused();
  await callChannel(() => waiting.length === 1);
  await app.close();
  const { statusCode, headers } = await refusal;
  expect([statusCode, headers["connection"]]).toEqual([429, "close"]);
});

test("a large body for nobody is refused later, beyond the maximum at once, and a small one at once", async () => {
  const { app, waiting } = delaying({ maxUnread: 1 });
  const sent = (size: number) => app.inject({ method: "POST", url: "/nobody", payload: "x".repeat(size) });
  const first = sent(100_000);
  await callChannel(() => waiting.length === 1);
  const second = await sent(100_000);
  expect([second.statusCode, second.headers["connection"]]).toEqual([404, "close"]);
  expect((await sent(100)).statusCode).toBe(404);
  for (const send of waiting) send();
  expect((await first).statusCode).toBe(404);
  await app.close();
});
