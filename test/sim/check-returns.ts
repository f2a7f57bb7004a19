/** Returns stand in the hub as people booked them or channels tell them, and no other. */
import type { HubReturn } from "./order-steps.ts";
import type { OrderTruth } from "./platform-truth.ts";
import type { World } from "./world.ts";

export async function checkReturns(world: World, truth: readonly OrderTruth[]): Promise<string[]> {
  const { items } = await world.ask<{ items: HubReturn[] }>("GET", "/returns?limit=200");
  const problems = items.flatMap((one) => {
    const booked = world.returns.find((own) => own.id === one.id);
    // One that was opened on both sides goes on with its channel's word.
    if (booked) return isReported(one, truth) ? [] : compare(one, booked);
    // A refund that puts shipped units back is a return too.
    const refund = world.asked.find((requested) => requested.commandId === one.refundCommandId);
    return refund?.kind === "refund" || isReported(one, truth) ? [] : [`nobody opened return ${one.id}`];
  });
  const existing = new Set(items.map((one) => one.id));
  return [...problems, ...world.returns.flatMap(({ id }) => (existing.has(id) ? [] : [`return ${id} is lost`]))];
}

/** A channel tells of it now, with its state, and of no fewer units: of those that are in no other return (decision 147). */
function isReported(one: HubReturn, truth: readonly OrderTruth[]): boolean {
  return truth.some(
    ({ hub, part }) =>
      hub?.id === one.orderId &&
      part.returns?.some(
        (reported) =>
          reported.platformStatus === one.channelStatus &&
          one.lines.every(({ lineKey, quantity }) =>
            reported.lines.some((line) => line.lineKey === lineKey && line.quantity >= quantity),
          ),
      ),
  );
}

function compare(one: HubReturn, booked: World["returns"][number]): string[] {
  const units = (arrivals: readonly { readonly quantity: number; readonly disposition: string }[]) =>
    JSON.stringify(
      ["restock", "scrap", "keep"].map((how) =>
        arrivals.reduce((sum, each) => sum + (each.disposition === how ? each.quantity : 0), 0),
      ),
    );
  const here = units(one.lines.flatMap((line) => line.receipts));
  const there = units(booked.arrived);
  const what = `return ${one.id}`;
  return [
    ...(here === there ? [] : [`${what}: ${here} put back, scrapped and kept, but people booked ${there}`]),
    ...(one.state === booked.state ? [] : [`${what} is ${one.state}, but people left it ${booked.state}`]),
  ];
}
