/** Returns stand in the hub as people booked them, and no other. */
import type { HubReturn } from "./order-steps.ts";
import type { World } from "./world.ts";

export async function checkReturns(world: World): Promise<string[]> {
  const { items } = await world.ask<{ items: HubReturn[] }>("GET", "/returns?limit=200");
  const problems = items.flatMap((one) => {
    const booked = world.returns.find((own) => own.id === one.id);
    if (booked) return compare(one, booked);
    // A refund that puts shipped units back is a return too.
    const refund = world.asked.find((asked) => asked.commandId === one.refundCommandId);
    return refund?.kind === "refund" ? [] : [`nobody opened return ${one.id}`];
  });
  const known = new Set(items.map((one) => one.id));
  return [...problems, ...world.returns.flatMap(({ id }) => (known.has(id) ? [] : [`return ${id} is lost`]))];
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
