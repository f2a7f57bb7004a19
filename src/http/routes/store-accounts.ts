/** A consent may cover several accounts of a platform: which they are, and connecting the picked ones. */
import { z } from "zod";
import { getStore } from "../../hub/stores/stores.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";
import { storeSchema, storeView } from "./store-view.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "stores", reads: "connect", changes: "connect" });

const account = z.object({
  externalId: z.string().describe("the account at the platform"),
  name: z.string(),
  country: z.string().nullable().describe("ISO 3166, where the platform tells it"),
  connection: z
    .object({ id, name: z.string(), state: z.string() })
    .nullable()
    .describe("the connection it has already"),
});

/** What the consent on a draft covers, and picking from it. */
export const storeAccountRoutes: readonly Route[] = [
  route.get("/stores/:id/accounts", {
    summary: "The accounts that the consent waiting on this draft covers",
    response: z.object({
      accounts: z.array(account),
      expiresAt: z.string().nullable().describe("when the draft and its consent end"),
    }),
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call);
      return call.deps.engine.connections.accounts({ organization: call.access.organization, connectionId });
    },
  }),
  route.post("/stores/:id/accounts", {
    summary:
      "Connect some of these accounts: the first as this draft, each other as a connection of its own; all or none",
    body: z.strictObject({ accounts: z.array(z.string().min(1).max(200)).min(1).max(50) }),
    response: z.object({ connections: z.array(storeSchema) }),
    status: 201,
    audited: false,
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call);
      const { organization, actor } = call.access;
      const { accounts } = call.body;
      const { connectionIds } = await call.deps.engine.connections.choose({
        organization,
        connectionId,
        accounts,
        actor,
      });
      const stores = await call.tenant((tx) => Promise.all(connectionIds.map((each) => getStore(tx, each))));
      return { connections: stores.map((store) => storeView(call.deps, call, store)) };
    },
  }),
];
