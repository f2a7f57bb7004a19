import { z } from "zod";
import { type ConflictChoice, conflictSchema, countConflicts, listConflicts } from "../../hub/conflicts/conflicts.ts";
import { settleAlways } from "../../hub/conflicts/policy-choice.ts";
import { MOST_SETTLED, settleConflict, settleConflicts, WINNERS } from "../../hub/conflicts/settle.ts";
import { HubError } from "../../hub/errors.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { exampleId } from "../document/examples.ts";
import { asRequested, type Call, type Route, routes } from "../route.ts";
import { id, list, page, pageOf } from "../schemas.ts";
import { conflictChoice, conflictFilters } from "./list-filters.ts";

const route = routes({ tag: "conflicts", reads: "view", changes: "edit_catalogue" });

const winner = z
  .enum(WINNERS)
  .describe("hub: ours goes to the channel; channel: its value becomes ours; dismissed: both stay until one changes");
const item = z.object({ id, ok: z.boolean(), error: z.string().optional() });

/** Where hub and channel said different things. */
export const conflictRoutes: readonly Route[] = [
  route.get("/conflicts", {
    summary: "Where hub and channel said different things, and who won, newest first",
    query: z.object({ ...page, ...conflictFilters }),
    asFile: "conflicts",
    response: pageOf(conflictSchema),
    handler: asRequested(listConflicts),
  }),
  route.get("/conflicts/counts", {
    summary: "How many conflicts are open, by channel and field",
    response: list(z.object({ storeId: id, field: z.string(), open: z.int() })),
    handler: async ({ tenant }) => ({ items: await tenant(countConflicts) }),
  }),
  route.post("/conflicts/:id/settle", {
    summary: "Settle a conflict; with `always` also all others of its channel and field, from now on",
    body: z.strictObject({
      winner,
      always: z
        .boolean()
        .default(false)
        .describe("makes it the channel's policy for this field; needs the action connect"),
    }),
    handler: async ({ tenant, params, body, access, now, request, deps }) => {
      const how = { winner: body.winner, by: access.actor, now };
      if (body.always && !access.actions.includes("connect"))
        throw new HubError(
          "CONFLICT_POLICY",
          "forbidden",
          "Changing a channel's rules needs the right to connect channels.",
        );
      await tenant((tx) =>
        body.always
          ? settleAlways(tx, { ...how, id: params.id, requestId: request.id })
          : settleConflict(tx, { ...how, id: params.id }),
      );
      await deps.engine.wake(access.organization);
    },
  }),
  route.post("/conflicts/settle", {
    summary: `Settle many: these, or all open ones of a choice; up to ${MOST_SETTLED} a call, one answer each`,
    example: { body: { ids: [exampleId("conflicts")], winner: "hub" } },
    body: z.strictObject({ winner, ids: z.array(id).min(1).max(MOST_SETTLED).optional(), ...conflictChoice }),
    response: z.object({
      results: z.array(item),
      more: z.boolean().describe("there are more of the choice: call again"),
    }),
    handler: async (call) => {
      const { winner: who, ids } = call.body;
      const settled = await call.tenant(async (tx) =>
        settleConflicts(tx, { winner: who, by: call.access.actor, now: call.now, ids, choice: await choiceOf(call) }),
      );
      await call.deps.engine.wake(call.access.organization);
      return settled;
    },
  }),
];

async function choiceOf({
  body,
  tenant,
}: Pick<Call<unknown, unknown, ConflictChoice>, "body" | "tenant">): Promise<ConflictChoice | undefined> {
  const { storeId, field, group, productId } = body;
  if (storeId !== undefined) await tenant((tx) => getStore(tx, storeId));
  if ([storeId, field, group, productId].every((each) => each === undefined)) return undefined;
  return { storeId, field, group, productId };
}
