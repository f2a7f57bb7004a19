import { z } from "zod";
import { checkAll, type When } from "../../hub/listing-drafts/check.ts";
import { copyDrafts, createDrafts, deleteDrafts } from "../../hub/listing-drafts/drafts.ts";
import { editDrafts } from "../../hub/listing-drafts/edit.ts";
import { getDraft, showDrafts, shownDraftSchema, summarizeDrafts } from "../../hub/listing-drafts/list.ts";
import { publishDrafts, unscheduleDrafts } from "../../hub/listing-drafts/publish.ts";
import { DRAFT_STATES } from "../../hub/listing-drafts/states.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { requireAble } from "../abilities.ts";
import { exampleId } from "../document/examples.ts";
import { type Call, type Route, routes } from "../route.ts";
import { flag, id, page, pageOf, severalOf } from "../schemas.ts";
import { eitherEnd, made } from "./list-filters.ts";
import { categoryKey, draftAction, itemResults } from "./listing-schemas.ts";

const route = routes({ tag: "listings", reads: "view", changes: "edit_catalogue" });

type RequestContext = Pick<Call<unknown, unknown, unknown>, "tenant" | "deps" | "now">;

/** Uploaded images go with listings where the hub has an address that channels reach. */
export const whenOf = ({ deps: { config }, now }: Pick<RequestContext, "deps" | "now">): When => ({
  home: config.canReceiveWebhooks ? config.appUrl : null,
  now,
});

/** Drafts of listings. */
export const listingDraftRoutes: readonly Route[] = [
  route.get("/listing-drafts", {
    summary: "Drafts of listings, with what each still lacks",
    query: z.object({
      ...page,
      ...made,
      storeId: id.optional(),
      state: severalOf(z.enum(DRAFT_STATES)),
      categoryKey: categoryKey.optional(),
      field: z.string().max(500).optional().describe("something is missing or wrong at this field"),
      values: flag.optional().describe("true: with the values each would be sent with"),
      sort: eitherEnd,
    }),
    response: pageOf(shownDraftSchema),
    handler: (call) => {
      const { values = false, ...filter } = call.query;
      return call.tenant((tx) => showDrafts(tx, filter, values ? whenOf(call) : null));
    },
  }),
  route.get("/listing-drafts/summary", {
    summary: "How many drafts a channel has in each state, and what they lack, most first",
    query: z.object({ storeId: id }),
    response: z.object({
      states: z.record(z.string(), z.int()),
      ready: z.int().describe("drafts with nothing missing"),
      open: z.array(z.object({ categoryKey: z.string(), field: z.string().nullable(), drafts: z.int() })),
    }),
    handler: ({ tenant, query }) => tenant((tx) => summarizeDrafts(tx, query.storeId)),
  }),
  route.get("/listing-drafts/:id", {
    summary: "One draft, with its values",
    response: shownDraftSchema,
    handler: (call) => call.tenant((tx) => getDraft(tx, call.params.id, whenOf(call))),
  }),
  route.post("/listing-drafts", {
    summary: "Make drafts of products, checked at once; one result each",
    description:
      "A product that is on the channel, or whose SKU stands there, is refused. A product that has a draft keeps it. `LISTING_SCHEMA_UNREAD` where the category's requirements were never read.",
    example: { body: { storeId: exampleId("storeId"), categoryKey: "20697", productIds: [exampleId("productId")] } },
    body: z.strictObject({ storeId: id, categoryKey, productIds: z.array(id).min(1).max(500) }),
    response: itemResults,
    handler: async (call) => {
      const { storeId, ...input } = call.body;
      const store = await call.tenant((tx) => getStore(tx, storeId));
      requireAble(call.deps, store, [{ ability: "publishListings", field: "storeId", isRequested: true }]);
      const results = await call.tenant((tx) => createDrafts(tx, { ...input, connectionId: store.id }, whenOf(call)));
      return { results };
    },
  }),
  route.post("/listing-drafts/bulk", {
    summary: "Edit, publish, take back, copy or delete up to 500 drafts; one result each",
    description:
      "Publishing checks each draft; what lacks something stays. It goes to the channel in the background: the draft tells how it went. Copying makes drafts for another channel; values written by hand go along where it has a field of that name.",
    example: { body: { action: "publish", draftIds: [exampleId("listing-drafts")] } },
    body: draftAction,
    response: itemResults,
    handler: async (call) => {
      const { body, access, deps, now } = call;
      const when = whenOf(call);
      const results = await call.tenant(async (tx) => {
        switch (body.action) {
          case "edit":
            return editDrafts(tx, body.drafts, when);
          case "publish":
            return publishDrafts(tx, { ids: body.draftIds, at: body.at }, when);
          case "unschedule":
            return unscheduleDrafts(tx, body.draftIds, now);
          case "delete":
            return deleteDrafts(tx, body.draftIds);
          case "copy": {
            const store = await getStore(tx, body.storeId);
            requireAble(deps, store, [{ ability: "publishListings", field: "storeId", isRequested: true }]);
            const { draftIds: ids, categoryKey: key } = body;
            return copyDrafts(tx, { ids, connectionId: store.id, categoryKey: key }, when);
          }
        }
      });
      if (body.action === "publish") await deps.engine.wake(access.organization);
      return { results };
    },
  }),
  route.post("/listing-drafts/check", {
    summary: "Check all open drafts of a channel again, or those of one category",
    description:
      "For after many products changed; edits, rules and publishing check by themselves. What was found is in `problems` of `GET /listing-drafts`; `GET /listing-drafts/summary` counts it by field. A rejected draft keeps the channel's words until it is edited.",
    example: {
      body: { storeId: exampleId("storeId"), categoryKey: "20697" },
      answer: { checked: 120, incomplete: 3 },
    },
    body: z.strictObject({ storeId: id, categoryKey: categoryKey.optional() }),
    response: z.object({ checked: z.int(), incomplete: z.int().describe("with something missing or wrong") }),
    audited: false,
    handler: (call) =>
      checkAll(call.tenant, { connectionId: call.body.storeId, categoryKey: call.body.categoryKey }, whenOf(call)),
  }),
];
