/** Where parcels are, asked for in the courier's own batches. */

import type { TrackedParcel } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Tracking } from "../../kit/contract/couriers.ts";
import { isConnectorError } from "../../kit/contract/errors.ts";
import { courierOf } from "../settings.ts";
import { answerTo, trackedIn } from "./answers.ts";
import type { CourierManifest } from "./manifest.ts";

/** The tracking of a description; undefined where it declares none. */
export function trackingOf({ calls: { track } }: CourierManifest): Tracking | undefined {
  if (track === undefined) return undefined;
  return {
    batch: track.batch,
    pull: (parcels, ctx) =>
      pullNumbers(
        parcels.map(({ trackingNumber }) => trackingNumber),
        ctx,
      ),
  };
}

/** What the courier tells of these numbers; those it does not know are left out. */
export async function pullNumbers(numbers: readonly string[], ctx: Context): Promise<readonly TrackedParcel[]> {
  const { track } = courierOf(ctx).calls;
  if (track === undefined) return [];
  const reported: TrackedParcel[] = [];
  for (let from = 0; from < numbers.length; from += track.batch) {
    const some = numbers.slice(from, from + track.batch);
    const input = { trackingNumbers: some, trackingNumber: some[0] };
    try {
      reported.push(
        ...trackedIn(await answerTo("track", track, { input, writes: false }, ctx), "calls.track.result", ctx),
      );
    } catch (error) {
      // Nobody's number; of several the courier answers for the others.
      if (!isConnectorError(error) || error.kind !== "not_found") throw error;
    }
  }
  return reported;
}
