import { expect } from "vitest";
import { textOf } from "../../../commerce/message.ts";
import { signingNames } from "../connect/signing-names.ts";
import { detectAtAddress } from "../connect/tried-address.ts";
import { addressFieldOf } from "../http/failures.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { createProducts, need, needCalls, retrying, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { expectMessages, refusal } from "./case.ts";

const REFUSED = ["auth_revoked", "auth_expired", "rejected", "forbidden", "suspended"];

export const authCases: readonly Case[] = [
  {
    name: "auth: good credentials connect and tell the account",
    proves: ["B40.1"],
    run: async ({ connector, connect }) => {
      const { detected } = await connect();
      expectMessages(connector, detected.warnings);
      expect(detected.account.externalId.length).toBeGreaterThan(0);
      expect(detected.account.name.length).toBeGreaterThan(0);
      expect(detected.missingScopes).toEqual([]);
    },
  },
  {
    name: "auth: the same credentials entered again bring no other secret for deliveries",
    run: async ({ connector, connect }) => {
      const [first, again] = [await connect(), await connect()];
      const names = new Set(signingNames(connector, first.ports.webhooks));
      if (names.size === 0) throw new Unsupported("no deliveries");
      const signing = ({ secrets }: TestConnection["grant"]) =>
        Object.entries(secrets).filter(([name]) => names.has(name));
      expect(signing(again.grant)).toEqual(signing(first.grant));
    },
  },
  {
    name: "auth: a wrong secret is refused in words a seller understands",
    run: async ({ connector, connect, shop }) => {
      const credentials = shop.credentials();
      const secretFields = connector.meta.setupFormFields.filter(
        (field) => field.type === "secret" && !field.afterSave && credentials[field.id],
      );
      for (const { id } of secretFields) {
        const value = credentials[id] ?? "";
        const wrong = value.slice(0, -1) + (value.endsWith("0") ? "1" : "0");
        const error = await refusal(connect({ values: { [id]: wrong } }));
        expect(REFUSED, error.message).toContain(error.kind);
        expect(error.message.length).toBeGreaterThan(15);
        expect(error.message).not.toContain(wrong);
      }
      if (secretFields.length === 0) throw new Unsupported("no secret in the form");
    },
  },
  {
    name: "auth: revoked access ends as a call to reconnect",
    proves: ["B45.2"],
    run: async ({ connector, connect, sandbox }) => {
      needCalls(connector);
      const { ctx } = await connect();
      sandbox.faults.revoke();
      const error = await refusal(connector.connect.detect(ctx));
      expect(["auth_revoked", "auth_expired"], error.message).toContain(error.kind);
    },
  },
  {
    name: "auth: an address where something else answers is refused as the wrong one, and blames no change of the platform",
    damages: true,
    run: async ({ connector, connect, sandbox }) => {
      if (addressFieldOf(connector) === undefined) throw new Unsupported("the platform has one address for all");
      const { ctx } = await connect();
      const body = JSON.stringify({ took: 3, timed_out: false, hits: { total: 0, hits: [] } });
      sandbox.faults.add({
        fault: { kind: "status", status: 200, body, headers: { "content-type": "application/json" } },
      });
      const reported = await detectAtAddress(connector, ctx).catch((reason: unknown) => reason);
      if (!(reported instanceof Error)) throw new Unsupported("what it asks for at connecting may be empty");
      const error = await refusal(Promise.reject(reported));
      expect(error.info, error.message).toMatchObject({ kind: "rejected" });
      expect(error.message).not.toContain("has changed");
    },
  },
  {
    name: "auth: twenty calls that find the token expired renew it once",
    run: async ({ connector, connect, sandbox, clock }) => {
      const { ctx, tokens } = await connect();
      if (!connector.connect.refresh) throw new Unsupported("credentials that never expire");
      sandbox.faults.expireTokens();
      const call = () => retrying(clock, () => connector.connect.detect(ctx));
      await Promise.all(Array.from({ length: 20 }, call));
      expect(tokens.generation()).toBe(2);
    },
  },
  {
    name: "auth: a right that is not given is named, and what needs it is refused as such",
    proves: ["B40.8"],
    run: async ({ connect, shop }) => {
      if (!shop.withdrawRight) throw new Unsupported("there is one right, for everything");
      const { ports, ctx } = await connect();
      shop.addProduct(createProducts(1));
      const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
      shop.withdrawRight();
      const error = await refusal(need(ports, "orders").get(key, ctx));
      expect(error.kind, error.message).toBe("forbidden");
      const { detected } = await connect();
      expect(detected.missingScopes.length).toBeGreaterThan(0);
      for (const { scope, disables } of detected.missingScopes)
        expect([scope.length > 0, textOf(disables).length > 0]).toEqual([true, true]);
    },
  },
  {
    name: "auth: no secret is recorded or thrown, even when the platform echoes it",
    proves: ["B45.5"],
    run: async (bench) => {
      needCalls(bench.connector);
      const connection = await bench.connect();
      const secrets = secretsOf(bench, connection);
      expect(secrets.length).toBeGreaterThan(0);
      const body = JSON.stringify({
        message: `bad ${secrets.join(" ")}`,
        access_token: secrets[0],
        errors: [{ message: secrets[0] }],
      });
      bench.sandbox.faults.add({
        fault: { kind: "status", status: 400, body, headers: { "content-type": "application/json" } },
      });
      const error = await refusal(bench.connector.connect.detect(connection.ctx));
      const written = JSON.stringify([
        connection.calls,
        connection.drifts,
        error.message,
        error.details,
        error.stack,
        String(error.cause),
      ]);
      for (const secret of secrets) {
        expect(written.includes(secret), "a secret in a record or an error").toBe(false);
        expect(written.includes(encodeURIComponent(secret)), "an encoded secret in a record or an error").toBe(false);
      }
    },
  },
];

function secretsOf({ connector, shop }: Bench, connection: TestConnection): string[] {
  const fields = connector.meta.setupFormFields
    .filter((field) => field.type === "secret")
    .map((field) => shop.credentials()[field.id]);
  const named = connector.auth.secretNames.map((name) => connection.tokens.current(name));
  return [...fields, ...named].filter((value) => value !== undefined).filter((value) => value.length >= 6);
}
