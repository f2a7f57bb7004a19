import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { APP } from "../../sandboxes/amazon/index.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, Context } from "../kit/contract/contract.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { learnRate, limits, oneTokenMs } from "./limits.ts";
import { MARKETPLACES, REGIONS } from "./marketplaces.ts";
import { openAccount, readingContext } from "./testing.ts";

const begun = (values: Readonly<Record<string, string>>): BeginInput => ({
  values: { marketplaceId: "A21TJRUUN4KGV", ...values },
  state: "state_0123456789",
  callbackUrl: "https://hub.example/api/connect/abc",
  returnUrl: "https://hub.example/connections",
});

/** A context whose secrets are the operator's app alone, on Amazon itself. */
const appContext = (secrets: Readonly<Record<string, string>> = APP): Context =>
  ({
    ...readingContext().ctx,
    hasSecret: (name: string) => name in secrets,
    secret: (name: string) => secrets[name] ?? "",
  }) as Context;

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  text: typeof body === "string" ? body : JSON.stringify(body),
  url: "https://sellingpartnerapi-eu.amazon.com/",
});
const read = (operation: string) => ({ method: "GET", url: "/", operation }) as const;
const answerBody = (code: string, details = "") => ({
  errors: [{ code, message: "Access to requested resource is denied.", details }],
});

describe("regions", () => {
  it.each(MARKETPLACES.map(({ id, name, region }) => [name, id, region] as const))(
    "%s is asked in its own region",
    (_name, id, region) => {
      const { connection } = readingContext({ marketplaceId: id }).ctx;
      const base = auth.baseUrl({ ...appContext(), connection });
      expect(base).toBe(REGIONS[region].endpoint);
    },
  );

  it("orders of another region's store are refused at the form [B43.1]", async () => {
    const values = { orderMarketplaces: "ATVPDKIKX0DER", refreshToken: "Atzr|x", sellerId: "A3TEST00001" };
    const error = await refusal(connect.begin(begun(values), appContext()));
    expect(error.info).toMatchObject({ kind: "rejected", field: "orderMarketplaces" });
  });
});

describe("the proof", () => {
  it("a call to the API proves itself by the LWA token alone: no signature and no date [B43.7]", async () => {
    await using account = await openAccount();
    const sent: Readonly<Record<string, string>>[] = [];
    await account.connect({
      onExchange: ({ operation, requestHeaders }) => {
        if (!operation.startsWith("queue.") && !operation.startsWith("lwa.")) sent.push(requestHeaders);
      },
    });
    expect(sent.length).toBeGreaterThan(2);
    for (const headers of sent) {
      expect(headers["x-amz-access-token"]).toMatch(/^Atza\|/);
      expect(headers["user-agent"]).toContain("Argosy");
      expect([headers.authorization, headers["x-amz-date"]]).toEqual([undefined, undefined]);
    }
  });

  it("a refresh token that was withdrawn and a rotated client secret are told apart", async () => {
    await using account = await openAccount();
    const withdrawn = await refusal(account.connect({ values: { refreshToken: "Atzr|withdrawn" } }));
    const rotated = await refusal(account.connect({ values: { lwaClientSecret: "amzn1.oa2-cs.v1.old" } }));
    expect([withdrawn.kind, rotated.kind]).toEqual(["auth_revoked", "auth_revoked"]);
    expect(withdrawn.message).toContain("Authorise the app again");
    expect(rotated.message).toContain("180 days");
  });
});

describe("the operator's app", () => {
  it("a connection sends the seller to their own Seller Central, with version=beta while the app is in draft", async () => {
    const step = await connect.begin(begun({}), appContext());
    const draft = await connect.begin(begun({ appStatusDraft: "true" }), appContext());
    if (step.step !== "redirect" || draft.step !== "redirect") throw new Error("no redirect");
    const url = new URL(step.url);
    expect(url.origin + url.pathname).toBe("https://sellercentral.amazon.in/apps/authorize/consent");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      application_id: APP.applicationId,
      state: "state_0123456789",
    });
    expect(new URL(draft.url).searchParams.get("version")).toBe("beta");
  });

  it("a refresh token is requested where Seller Central's host is not published", async () => {
    const error = await refusal(connect.begin(begun({ marketplaceId: "ARBP9OOSHTCHU" }), appContext()));
    expect(error.message).toContain("Egypt");
    expect(error.info).toMatchObject({ field: "refreshToken" });
  });

  it("an operator's app connects through the consent page, and reads who the seller is [B43.1]", async () => {
    await using account = await openAccount();
    const values = { lwaClientId: "", lwaClientSecret: "", refreshToken: "", sellerId: "" };
    const connection = await account.connect({ values, appSecrets: APP });
    expect(connection.info.settings.sellerId).toBe(account.state.sellerId);
    expect(connection.grant.secrets.refreshToken).toBe(account.state.refreshToken);
  });

  it("another account's approval, a foreign state and an empty answer are refused", async () => {
    const complete = (query: Readonly<Record<string, string>>, values = {}) =>
      refusal(
        connect.complete(
          {
            kind: "callback",
            begin: begun(values),
            request: { method: "GET", url: "", query, headers: {}, body: new Uint8Array() },
          },
          appContext(),
        ),
      );
    const good = { state: "state_0123456789", spapi_oauth_code: "c", selling_partner_id: "A3OTHER0001" };
    expect((await complete({ ...good, state: "other" })).info).toMatchObject({ field: "state" });
    expect((await complete({ state: good.state })).info).toMatchObject({ field: "code" });
    expect((await complete(good, { sellerId: "A3MINE00001" })).message).toContain("A3OTHER0001");
  });

  it("a hub without an app says what is to be entered [B40.10]", async () => {
    const error = await refusal(connect.begin(begun({}), appContext({})));
    expect(error.info).toMatchObject({ field: "lwaClientId" });
  });
});

describe("detection at connecting", () => {
  it("the list of marketplaces is asked once: its plan is one call a minute", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const sendRequest = () => account.sandbox.calls.filter(({ path }) => path.startsWith("/sellers/")).length;
    expect(sendRequest()).toBe(1);
    for (let round = 0; round < 3; round += 1) await connect.detect(connection.ctx);
    expect(sendRequest()).toBe(1);
  });

  it("a role that is missing closes its ports and is named; granted later, it is found again [B40.8]", async () => {
    await using account = await openAccount();
    account.state.roles.delete("Finance and Accounting");
    account.state.roles.delete("Inventory and Order Tracking");
    const connection = await account.connect();
    expect(connection.detected.missingScopes.map(({ scope }) => scope)).toEqual([
      "Inventory and Order Tracking",
      "Finance and Accounting",
    ]);
    const { orders, fees, queue, stock } = connection.ports;
    expect([orders, fees, queue]).toEqual([undefined, undefined, undefined]);
    expect(stock).toBeDefined();
    account.state.roles.add("Finance and Accounting");
    const again = await connect.detect(connection.ctx);
    expect(again.missingScopes.map(({ scope }) => scope)).toEqual(["Inventory and Order Tracking"]);
  });

  it("another account's merchant token is named with the role it looks like, or as unknown", async () => {
    await using account = await openAccount();
    const other = await account.connect({ values: { sellerId: "A3OTHER0001" } });
    expect(other.detected.missingScopes[0]).toMatchObject({
      scope: "Product Listing",
      disables: textWith("A3OTHER0001"),
    });
    account.sandbox.faults.add({
      fault: { kind: "status", status: 400, body: '{"errors":[{"code":"InvalidInput","message":"Invalid sellerId"}]}' },
      path: "/listings/",
    });
    const unknown = await refusal(account.connect({ values: { sellerId: "A3NOBODY0001" } }));
    expect(unknown.info).toMatchObject({ kind: "rejected", field: "sellerId" });
  });

  it("a store the account does not sell in, and one whose listings are inactive", async () => {
    await using account = await openAccount();
    const wrong = await refusal(account.connect({ values: { marketplaceId: "A1PA6795UKMFR9" } }));
    expect(wrong.message).toContain("does not sell in Germany");
    expect(wrong.message).toContain("www.amazon.in");
    account.state.hasSuspendedListings = true;
    expect((await account.connect()).detected.warnings.map(textOf).join()).toContain("inactive");
    account.state.isParticipating = false;
    expect((await refusal(account.connect())).info).toMatchObject({ kind: "rejected", field: "marketplaceId" });
  });

  it("the client secret's end is announced a month before", async () => {
    await using account = await openAccount();
    const warned = async (lwaSecretIssuedOn: string) =>
      (await account.connect({ values: { lwaSecretIssuedOn } })).detected.warnings.length;
    expect([await warned("2026-11-01"), await warned("2026-06-01"), await warned("")]).toEqual([0, 1, 0]);
  });

  it("a queue that is not there and keys that do not open it are said in words", async () => {
    await using account = await openAccount();
    const gone = await refusal(account.connect({ values: { sqsQueueArn: "arn:aws:sqs:eu-west-1:1:nothing" } }));
    const stranger = await refusal(account.connect({ values: { awsAccessKeyId: "AKIASTRANGER00000001" } }));
    const wrong = await refusal(account.connect({ values: { awsSecretAccessKey: "wrong/wrong/wrong" } }));
    expect(gone.message).toContain("its ARN is whole");
    for (const { message, info } of [stranger, wrong]) {
      expect(message).toContain("does not accept the access key");
      expect(info).toMatchObject({ kind: "rejected", field: "sqsQueueArn" });
    }
  });

  it("an account without a queue has nothing to subscribe to, and orders are polled", async () => {
    await using account = await openAccount();
    const { ports } = await account.connect({ values: { sqsQueueArn: "" } });
    expect([ports.queue, ports.webhooks, ports.subscriptions]).toEqual([undefined, undefined, undefined]);
    expect(ports.orders).toBeDefined();
  });
});

describe("answers", () => {
  it.each([
    [403, answerBody("Unauthorized", "The access token you provided has expired."), "auth_expired"],
    [
      403,
      answerBody("Unauthorized", "The access token you provided is revoked, malformed or invalid."),
      "auth_expired",
    ],
    [403, answerBody("Unauthorized"), "forbidden"],
    [401, answerBody("Unauthorized"), "auth_expired"],
    [400, answerBody("InvalidInput"), "rejected"],
    [400, "<html><body>Bad Request</body></html>", "rejected"],
    [404, answerBody("NotFound"), "not_found"],
    [409, answerBody("ResourceExists"), "conflict"],
    [413, answerBody("RequestTooLarge"), "rejected"],
    [415, answerBody("UnsupportedMediaType"), "rejected"],
    [429, answerBody("QuotaExceeded"), "throttled"],
    [500, answerBody("InternalFailure"), "transient"],
    [503, "", "transient"],
  ])("%i %j is %s", (status, body, kind) => {
    expect(classify(answer(status, body), read("orders.get"))?.kind).toBe(kind);
  });

  it("a missing role is named by what it opens", () => {
    const scopeOf = (operation: string) => classify(answer(403, answerBody("Unauthorized")), read(operation));
    expect(scopeOf("feeds.create")).toMatchObject({ scope: "Product Listing" });
    expect(scopeOf("finances.list")).toMatchObject({ scope: "Finance and Accounting" });
  });

  it("a call over the plan waits for one token's time, as Amazon reports none [B43.5]", () => {
    const waitOf = (operation: string) => classify(answer(429, ""), read(operation));
    expect(waitOf("orders.search")).toEqual({ kind: "throttled", waitMs: 178_572 });
    expect(waitOf("listings.patch")).toEqual({ kind: "throttled", waitMs: 200 });
    expect(oneTokenMs("feeds.createListings")).toBe(60_000);
  });

  it("the rate in force is learnt from the header, and only from a number [B43.5]", () => {
    expect(learnRate({ headers: { "x-amzn-ratelimit-limit": "0.0167" } })).toEqual({ rate: 0.0167 });
    for (const bad of ["", "fast", "0", "-1"])
      expect(learnRate({ headers: { "x-amzn-ratelimit-limit": bad } })).toBeNull();
    const search = limits.find(({ id }) => id === "orders.search");
    expect([search?.rate, search?.burst, search?.scope]).toEqual([0.0056, 20, "account"]);
  });
});
