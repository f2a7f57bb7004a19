/** Alerts about connectors this hub does not have, and goes on with those that are back. They change with a start only. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { type AbsenceOf, unknownProvider } from "../../connectors/absences.ts";
import type { Connector } from "../../connectors/kit/contract/contract.ts";
import type { Tx } from "../../db/database.ts";
import { clearWithConnector, markWithoutConnector, usedProviders } from "../../hub/stores/missing-connector.ts";
import { pollOrdersNow } from "../lanes/sweep-requests.ts";

interface Loaded {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly absenceOf?: AbsenceOf | undefined;
}

/** Marks stores whose connector is not there. Those whose connector is back are asked for the orders of meanwhile at once. */
export async function alertAbsentConnectors(
  tx: Tx,
  { connectors, absenceOf }: Loaded,
  { organization, now }: { readonly organization: OrganizationId; readonly now: Date },
): Promise<void> {
  if (!absenceOf) return;
  const used = await usedProviders(tx);
  for (const provider of used.filter((each) => !connectors.has(each)))
    await markWithoutConnector(tx, { provider, text: (absenceOf(provider) ?? unknownProvider(provider)).text, now });
  const present = used.filter((each) => connectors.has(each));
  const back = present.length === 0 ? [] : await clearWithConnector(tx, present, now);
  for (const connection of back) await pollOrdersNow(tx, { organization, connection }, now);
}
