/** Mails to buyers, taken in by a mail server: each event once, nothing of the past. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import { createMailer } from "../../hub/accounts/mail.ts";
import { changeTrackingPage } from "../../hub/shipping/public-tracking.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { fakeCourier, shippingWorld } from "../outbound/testing-shipments.ts";

const actor = { kind: "system", id: "test", name: "test" } as const;
const HOUR_MS = 3_600_000;

/** A mail server of as many words as a mailer needs (RFC 5321); what it takes is kept as it was sent. */
async function mailServer() {
  const taken: string[] = [];
  const state = { isAway: false };
  const server = createServer((socket) => {
    let letter: string | null = null;
    let rest = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    socket.on("error", () => socket.destroy());
    say("220 sink");
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (letter !== null && line !== ".") letter += `${line}\r\n`;
        else if (letter !== null) {
          taken.push(letter);
          letter = null;
          say("250 taken");
        } else if (state.isAway && /^MAIL/i.test(line)) say("451 later");
        else if (/^DATA/i.test(line)) {
          letter = "";
          say("354 go on");
        } else if (/^QUIT/i.test(line)) {
          say("221 bye");
          socket.end();
        } else say("250 ok");
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    state,
    url: `smtp://127.0.0.1:${port}`,
    /** Letters since the last look, in no order: to whom, and what they say. */
    letters: () => taken.splice(0).map(read),
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

function read(letter: string): { readonly to: string; readonly subject: string; readonly text: string } {
  const [head = "", ...body] = letter.split("\r\n\r\n");
  const field = (name: string) =>
    new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, "im").exec(head)?.[1]?.replaceAll(/\r\n[ \t]/g, " ") ?? "";
  const bytes = (text: string) => Buffer.from(text, "latin1").toString("utf8");
  const quoted = (text: string) =>
    bytes(text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
  const subject = field("Subject").replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=\s*/gi, (_, how: string, text: string) =>
    how.toUpperCase() === "B" ? Buffer.from(text, "base64").toString() : quoted(text.replaceAll("_", " ")),
  );
  const text = body.join("\r\n\r\n");
  const isBase64 = /base64/i.test(field("Content-Transfer-Encoding"));
  return {
    to: field("To"),
    subject,
    text: isBase64 ? Buffer.from(text, "base64").toString() : quoted(text.replaceAll("=\r\n", "")),
  };
}

test("a buyer is mailed once of each event wanted, in the organization's language, and of nothing that is past [E3.3, G2]", async () => {
  await using server = await mailServer();
  const courier = fakeCourier();
  await using world = await shippingWorld(courier, createMailer({ smtpUrl: server.url, mailFrom: "hub@example.test" }));
  const { clock } = world;
  const orders = await world.orders(4);
  for (const [n, id] of orders.entries())
    await world.db.owner.run("update argosy.sales_order set contact = $2 where id = $1", [
      id,
      JSON.stringify(n === 3 ? {} : { email: `buyer${n}@example.test` }),
    ]);
  for (const order of orders) await world.ask(order);
  await world.engine.runUntilIdle();
  const numberOf = async (order: string | undefined) =>
    (
      await world.db.owner.one<{ number: string }>(
        `select p.tracking_number as number
         from argosy.parcel p join argosy.shipment s on s.id = p.shipment_id
         where s.order_id = $1`,
        [order],
      )
    ).number;
  const [before, followed, past, silent] = await Promise.all(orders.map(numberOf));
  const seen = (trackingNumber: string | undefined, status: ShipmentStatus, hoursAgo = 0) =>
    world.inside((tx) => {
      const at = new Date(clock.now() - hoursAgo * HOUR_MS).toISOString();
      const scan = { key: `${status} ${at}`, at, status, platformStatus: status, text: "" };
      const parcels = [{ trackingNumber: trackingNumber ?? "", scans: [scan] }];
      const scans = { connectionId: world.store, parcels, source: "poll", actor, now: new Date(clock.now()) } as const;
      return applyScans(tx, scans);
    });
  const mailed = async () => {
    await world.engine.upkeep();
    return server.letters();
  };

  await seen(before, "picked_up");
  clock.pass(HOUR_MS);
  const mails = ["shipped", "out_for_delivery", "delivered", "exception"] as const;
  await world.inside((tx) => changeTrackingPage(tx, { mails }, new Date(clock.now())));
  // What happened before they were wanted, and what was over days ago, is told late: nobody is mailed.
  await seen(before, "out_for_delivery", 0.5);
  clock.pass(HOUR_MS * 72);
  await seen(past, "delivered", 60);
  await seen(silent, "picked_up");
  expect(await mailed()).toEqual([]);

  server.state.isAway = true;
  await seen(followed, "picked_up");
  expect(await mailed()).toEqual([]);
  server.state.isAway = false;
  expect(await mailed(), "tried again after a minute").toEqual([]);
  clock.pass(60_000);
  const [shipped, ...more] = await mailed();
  expect(more).toEqual([]);
  expect(shipped).toMatchObject({ to: "buyer1@example.test", subject: "Order X-2 of Test shop is on its way" });
  expect(shipped?.text).toMatch(/UPS, tracking number 1Z\d+/);
  expect(shipped?.text).toMatch(/http:\/\/localhost\/track\/[\w-]{43}\s/);

  // Told again, told late, or moved on within what was told: once.
  await seen(followed, "picked_up", 1);
  await seen(followed, "in_transit");
  await seen(followed, "exception");
  clock.pass(60_000);
  await seen(followed, "out_for_delivery");
  clock.pass(60_000);
  await seen(followed, "exception");
  expect((await mailed()).map(({ subject }) => subject)).toEqual(["Order X-2 of Test shop arrives today"]);

  await world.db.owner.run("update argosy.organization set language = 'ar'");
  clock.pass(60_000);
  await seen(followed, "delivered");
  await seen(followed, "in_transit", 0.01);
  const [arrived, ...none] = await mailed();
  expect(none).toEqual([]);
  expect(arrived?.subject.replaceAll(/[\u2068\u2069]/g, "")).toBe("وصل طلبك X-2 من Test shop");
  expect(arrived?.text).toContain("سُلّم طردك.");
  clock.pass(HOUR_MS);
  expect(await mailed()).toEqual([]);
});
