/** Bugs in connecting, in reading refusals, and in keeping limits and secrets. */

import { message } from "../../../../commerce/message.ts";
import type { Connector } from "../../contract/contract.ts";
import { ConnectorError, type ErrorKind, type ErrorKindName } from "../../contract/errors.ts";
import type { Mutant } from "./mutant.ts";
import { onPort, watched } from "./wrap.ts";

const kinds = (
  name: string,
  likely: readonly string[],
  from: ErrorKindName,
  to: ErrorKind,
  harmless?: string,
): Mutant => ({
  name: `access: ${name}`,
  likely,
  harmless,
  plant: (sound, touch) => ({
    ...sound,
    classify: (response, request) => {
      const kind = sound.classify(response, request);
      if (kind?.kind !== from) return kind;
      touch();
      return to;
    },
  }),
});

const detects = (
  name: string,
  likely: readonly string[],
  change: (
    found: Awaited<ReturnType<Connector["connect"]["detect"]>>,
  ) => Awaited<ReturnType<Connector["connect"]["detect"]>>,
): Mutant => ({
  name: `access: ${name}`,
  likely,
  plant: (sound, touch) => {
    const alter = watched(change, touch);
    return { ...sound, connect: { ...sound.connect, detect: async (ctx) => alter(await sound.connect.detect(ctx)) } };
  },
});

const AUTH = ["auth: revoked", "auth: a wrong secret"];

/** An order that cannot be read ends otherwise than as its failure. */
const failing = (name: string, end: () => null): Mutant => ({
  name,
  likely: ["transport:"],
  plant: onPort("orders", ({ get }, touch) => ({
    get: (key, ctx) =>
      get(key, ctx).catch(() => {
        touch();
        return end();
      }),
  })),
});

/** An order is refused because of a field that does not decide. */
const pedantic: Mutant = {
  name: "order: one with a strange field is refused",
  likely: ["orders: no field beside"],
  plant: onPort("orders", ({ get }, touch) => ({
    async get(key, ctx) {
      let strange: string | undefined;
      const drift: typeof ctx.drift = (report) => {
        if (report.problem.startsWith("left out")) strange = report.path;
        ctx.drift(report);
      };
      const part = await get(key, { ...ctx, drift });
      if (strange === undefined) return part;
      touch();
      throw new ConnectorError({ kind: "drift", path: strange }, message("platform.noJson", { what: strange }));
    },
  })),
};

export const accessMutants: readonly Mutant[] = [
  pedantic,
  kinds("a throttled call is called refused", ["limits:", "stock: a platform that says"], "throttled", {
    kind: "rejected",
  }),
  kinds(
    "the time to wait is always a second",
    ["limits: a long"],
    "throttled",
    { kind: "throttled", waitMs: 1_000 },
    "The client of the kit reads Retry-After itself; a platform that tells the time elsewhere is asked for it by `limits: a long slow-down`.",
  ),
  kinds("a platform that is down is called a refusal", ["transport: a 500"], "transient", { kind: "rejected" }),
  kinds("revoked access is called temporary", AUTH, "auth_revoked", { kind: "transient" }),
  kinds("an expired token is called temporary", ["auth: twenty", ...AUTH], "auth_expired", { kind: "transient" }),
  kinds("what is not found is called temporary", ["products: get answers", "orders: get answers"], "not_found", {
    kind: "transient",
  }),
  kinds("a refusal is called temporary", ["transport: a refusal", "auth: no secret", "stock: one bad"], "rejected", {
    kind: "transient",
  }),
  kinds("a missing right is called temporary", ["auth: a right"], "forbidden", { kind: "transient" }),
  {
    name: "access: every answer is a success",
    likely: AUTH,
    plant: (sound, touch) => ({
      ...sound,
      classify: (response, request) => {
        if (sound.classify(response, request)) touch();
        return null;
      },
    }),
  },
  {
    name: "access: connecting proves nothing",
    likely: AUTH,
    plant: (sound, touch) => {
      let first: Awaited<ReturnType<Connector["connect"]["detect"]>> | undefined;
      return {
        ...sound,
        connect: {
          ...sound.connect,
          detect: async (ctx) => {
            if (first) touch();
            first ??= await sound.connect.detect(ctx);
            return first;
          },
        },
      };
    },
  },
  detects("missing rights are never reported", ["auth: a right"], (found) => ({ ...found, missingScopes: [] })),
  detects("rights that are there are reported missing", ["auth: good"], (found) => ({
    ...found,
    missingScopes: [...found.missingScopes, { scope: "x", disables: "x" }],
  })),
  detects("the account has no name", ["auth: good"], (found) => ({
    ...found,
    account: { ...found.account, name: "" },
  })),
  detects("the account's key is lost", ["auth: good"], (found) => ({
    ...found,
    account: { ...found.account, externalId: "" },
  })),
  detects("locations are lost", ["stock:", "auth: good"], (found) => ({ ...found, locations: [] })),
  {
    name: "access: a renewed token is not kept",
    likely: ["auth: twenty"],
    plant: (sound, touch) => {
      const { refresh } = sound.connect;
      if (!refresh) return sound;
      return {
        ...sound,
        connect: {
          ...sound.connect,
          refresh: async (ctx) => {
            touch();
            const grant = await refresh.call(sound.connect, ctx);
            return {
              ...grant,
              secrets: Object.fromEntries(
                Object.entries(grant.secrets).map(([name, value]) => [
                  name,
                  ctx.hasSecret(name) ? ctx.secret(name) : value,
                ]),
              ),
            };
          },
        },
      };
    },
  },
  {
    name: "access: secrets are written into the log",
    likely: ["auth: no secret"],
    plant: (sound, touch) => {
      if (sound.auth.secretNames.length > 0 || sound.meta.setupFormFields.some(({ type }) => type === "secret"))
        touch();
      return {
        ...sound,
        auth: { ...sound.auth, secretNames: [] },
        meta: {
          ...sound.meta,
          setupFormFields: sound.meta.setupFormFields.map((field) =>
            field.type === "secret" ? { ...field, type: "text" } : field,
          ),
        },
      };
    },
  },
  {
    name: "access: the published limit is not kept",
    likely: ["limits: never", "orders: a sweep over several"],
    plant: (sound, touch) => {
      if (sound.meta.limits.length > 0) touch();
      const fast = sound.meta.limits.map((bucket) => ({
        ...bucket,
        rate: bucket.rate * 1_000,
        burst: bucket.burst * 1_000,
      }));
      const { limits: _limits, ...rest } = sound;
      return { ...rest, meta: { ...sound.meta, limits: fast } };
    },
  },
  failing("access: a failure is an error of our own", () => {
    throw new TypeError("undefined is not a function");
  }),
  failing("access: a failure reads as an empty answer", () => null),
];
