/** Deliveries at the webhook handlers of all connectors: what proves them, what they are read as, whose they say they are. */
import { createHmac } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { connectors } from "../../src/connectors/index.ts";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import { ConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import type { Delivery, WebhookHandler } from "../../src/connectors/kit/contract/webhooks.ts";
import { type Fuzzer, refusing } from "./fuzzer.ts";
import { nastyJson, nastyRecord, nastyText } from "./text.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** Names a connector's own code knows: of fields, headers, topics. */
function textsOf(id: string): string[] {
  const folder = join(import.meta.dirname, "../../src/connectors", id);
  const text = globSync(join(folder, "{webhooks,mapping,notifications,signatures,orders,shapes}*.ts"))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const found = [...text.matchAll(/["'`]([A-Za-z][\w/.-]{1,40})["'`]|\b([a-z]\w{1,30})(?=\??: |\?\.)/g)];
  return [...new Set(found.map(([, quoted, name]) => quoted ?? name ?? ""))];
}

interface OpenDoor {
  readonly id: string;
  readonly webhooks: WebhookHandler;
  readonly topics: readonly string[];
  readonly words: readonly string[];
}

function doorsOf(connector: Connector): OpenDoor[] {
  const { id, topics, setupFormFields } = connector.meta;
  const settings = Object.fromEntries(
    setupFormFields.map((field) => [field.id, field.defaultValue ?? "https://shop.example"]),
  );
  const info = { account: { externalId: "x" }, facts: {}, settings };
  const { webhooks } = connector.open(info);
  const texts = textsOf(id);
  return [webhooks, connector.appWebhooks].flatMap((one) =>
    one ? [{ id, webhooks: one, topics: ["", ...topics.map((topic) => topic.id)], words: texts }] : [],
  );
}

const doors = [...connectors.values()].flatMap(doorsOf);

function bodies(texts: readonly string[]): fc.Arbitrary<string> {
  const json = fc.oneof(nastyRecord(texts), nastyJson(texts)).map((value) => JSON.stringify(value) ?? "null");
  const cut = fc.tuple(json, fc.nat(200)).map(([text, at]) => text.slice(0, -at || undefined));
  const form = fc
    .array(fc.tuple(fc.constantFrom("id", ...texts), nastyText), { maxLength: 8 })
    .map((pairs) =>
      new URLSearchParams(
        pairs.map(([name, text]): [string, string] => [name, text.toWellFormed().slice(0, 2_000)]),
      ).toString(),
    );
  const token = json.map(
    (text) => `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${Buffer.from(text).toString("base64url")}.c2ln`,
  );
  const deep = fc.constantFrom("[", '{"a":', "<a>").map((open) => open.repeat(30_000));
  return fc.oneof(
    { weight: 6, arbitrary: json },
    { weight: 2, arbitrary: cut },
    { weight: 2, arbitrary: form },
    { weight: 2, arbitrary: token },
    nastyText,
    deep,
  );
}

const header = fc.oneof(
  nastyText.map((text) => text.slice(0, 8_000)),
  fc.constantFrom(
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "1763625600",
    "t=1763625600,v1=00",
    "v1,AAAA",
    "Bearer x",
  ),
);

function deliveries({ topics, words }: OpenDoor): fc.Arbitrary<Delivery> {
  const names = words.filter((word) => /^[a-z][a-z0-9-]+$/.test(word) && word.includes("-"));
  return fc
    .record({
      method: fc.constantFrom("POST", "PUT", "GET"),
      headers: fc.array(
        fc.tuple(fc.constantFrom("content-type", "authorization", "webhook-id", "secret", ...names), header),
        { maxLength: 8 },
      ),
      query: fc.array(fc.tuple(fc.constantFrom("id", "state", "hmac", ...words.slice(0, 40)), header), {
        maxLength: 4,
      }),
      topic: fc.oneof(
        fc.constantFrom(...topics),
        nastyText.map((text) => text.slice(0, 200)),
      ),
      body: bodies(words),
      isSigned: fc.boolean(),
    })
    .map(({ body, headers, query, isSigned, ...rest }) => {
      const bytes = Buffer.from(body);
      const digest = createHmac("sha256", SECRET).update(bytes).digest("base64");
      const signed = isSigned ? names.filter((name) => /sign|hmac/.test(name)).map((name) => [name, digest]) : [];
      return {
        ...rest,
        body: bytes,
        headers: Object.fromEntries([...headers, ...signed]),
        query: Object.fromEntries(query),
        registeredUrl: "https://hub.example/api/webhooks/x/ak_0",
        receivedAt: new Date("2026-11-20T08:00:00Z"),
      };
    });
}

export const webhooks: Fuzzer = {
  name: "webhooks",
  cases: fc.constantFrom(...doors).chain((open) =>
    deliveries(open).map((delivery) => ({
      what: `${open.id} ${delivery.method} ${delivery.topic.slice(0, 60)} ${JSON.stringify(delivery.headers).slice(0, 300)} ${delivery.body.toString().slice(0, 600)}`,
      async run() {
        // Proving never throws, whatever comes.
        open.webhooks.verify(
          delivery,
          open.webhooks.secrets(delivery.topic).map(() => SECRET),
        );
        await refusing(() => open.webhooks.accounts?.(delivery), ConnectorError);
        await refusing(() => open.webhooks.read(delivery), ConnectorError);
        open.webhooks.reply("refused", delivery);
      },
    })),
  ),
};
