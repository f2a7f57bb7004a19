/** What a seller does for a platform without an API: carries its report to the hub, and the hub's stock file back. */

import { csvRows } from "../src/hub/imports/csv.ts";
import { csvText } from "../src/hub/table-files/csv-text.ts";
import type { ConnectedShop } from "./connect.ts";
import type { Seller } from "./seller.ts";

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Nothing where the platform has an API. */
export async function deliverFiles(seller: Seller, store: ConnectedShop): Promise<void> {
  const { panel } = store.sandbox.shop;
  if (!panel) return;
  const report = csvText(
    panel.report("orders").map(({ cells }) => cells),
    "\n",
  );
  const answer = await seller.call("POST", `/stores/${store.id}/files?name=orders.csv`, Buffer.from(report), {
    "content-type": "text/csv",
  });
  const { id } = (await answer.json()) as { id: string };
  if (!answer.ok) throw new Error(`The report of ${store.name} was refused: ${answer.status}.`);
  while ((await stateOf(seller, store, id)) === "queued" || (await stateOf(seller, store, id)) === "running")
    await pause();
  const file = await seller.post<{ id: string }>(`/stores/${store.id}/stock-files`);
  const content = await seller.call("GET", `/stores/${store.id}/stock-files/${file.id}/content`);
  const rows: (readonly string[])[] = [];
  for await (const { cells } of csvRows(once(await content.text()), { delimiter: ",", newline: "\n" }))
    rows.push(cells);
  panel.upload(rows);
  await seller.post(`/stores/${store.id}/stock-files/${file.id}/confirm`);
}

async function stateOf(seller: Seller, store: ConnectedShop, id: string): Promise<string | undefined> {
  const { run } = await seller.get<{ run: { state: string } | null }>(`/stores/${store.id}/files/${id}`);
  return run?.state;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
