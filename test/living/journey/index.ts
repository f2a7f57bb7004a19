import type { Step } from "./acts.ts";
import { halves, lost, understood } from "./answers.ts";
import { repeatedHour } from "./autumn.ts";
import { bothSides, openAtConnect, paidLater, past, race, sold } from "./begin.ts";
import { twoChannels } from "./channels.ts";
import { cancelling, killed, refunding, shipping } from "./commands.ts";
import { edited, editedThenEnded, newKeys, setBack, writtenOff } from "./corrected.ts";
import { slowGateway } from "./gateway.ts";
import { away, edits, made, shopEdits } from "./goods.ts";
import { hubKilled, shopKilled } from "./killed.ts";
import { ownOrders } from "./own-orders.ts";
import { oversold, packs, sharedStock, virtualProducts } from "./packs.ts";
import { severalLocations } from "./places.ts";
import { type RandomOptions, randomActs } from "./random.ts";
import { hubRefunds, shopRefunds } from "./refunds.ts";
import { coupons, fractions, large, openOption, uncounted } from "./special.ts";
import { abandoned, unpaidThenPaid } from "./unpaid.ts";

export interface JourneyOptions {
  readonly random: RandomOptions;
  /** Who race for the last pieces. */
  readonly buyers: number;
}

/** In the order they are lived through; each may need the ones before. */
export const journeyOf = ({ random, buyers }: JourneyOptions): readonly Step[] => [
  past,
  openAtConnect,
  sold,
  paidLater,
  unpaidThenPaid,
  abandoned,
  bothSides,
  shipping,
  cancelling,
  refunding,
  shopRefunds,
  hubRefunds,
  writtenOff,
  edited,
  editedThenEnded,
  setBack,
  packs,
  sharedStock,
  virtualProducts,
  oversold,
  coupons,
  openOption,
  uncounted,
  fractions,
  large,
  edits,
  shopEdits,
  made,
  ownOrders,
  killed,
  hubKilled,
  shopKilled,
  lost,
  understood,
  halves,
  away,
  slowGateway,
  newKeys,
  randomActs(random),
  twoChannels,
  severalLocations,
  race(buyers),
  // The last: clocks do not go back by half a year afterwards.
  repeatedHour,
];
