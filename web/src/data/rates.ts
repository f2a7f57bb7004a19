/** Exchange rates as the hub keeps them. */
import { body, hub } from "./hub.ts";

/** Sets what one unit of `base` is worth from now on. Throws Problem, or an Error with the hub's reason. */
export async function putRate(base: string, quote: string, rate: string): Promise<void> {
  const { results } = await body(hub.PUT("/api/fx-rates", { body: { rates: [{ base, quote, rate }] } }));
  const refused = results.find(({ ok }) => !ok);
  if (refused) throw new Error(refused.error);
}
