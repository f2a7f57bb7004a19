/** What an action is given, and what all of them share. */

import type { AutomationAction, Facts, ParameterValue } from "../../commerce/automations/definition.ts";
import { isTexts } from "../../commerce/automations/evaluate.ts";
import { triggerOf } from "../../commerce/automations/triggers.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import type { PolicyOf } from "../merging/candidates.ts";
import type { Store } from "../stores/stores.ts";
import type { OrderNow } from "./automated-orders.ts";
import type { Happening } from "./happening.ts";
import type { LaterChange } from "./later.ts";
import { automationActor, type Outputs } from "./outputs.ts";

/** An event an automation acts on. */
export interface Target {
  readonly event: Happening;
  readonly runId: string;
  readonly facts: Facts;
  /** The order as it is; null: it is about a product or a channel. */
  readonly order: OrderNow | null;
}

/** What only connectors know of channels. */
export interface Platforms {
  readonly mergePolicy: PolicyOf;
  /** Whether products can be created on a channel. */
  takesProducts(store: Store): boolean;
  /** Whether a channel takes holds of orders. */
  takesHolds(store: Store): boolean;
}

/** Of channels nobody told about, nothing is expected. */
export const NO_PLATFORMS: Platforms = {
  mergePolicy: () => "unknown",
  takesProducts: () => false,
  takesHolds: () => false,
};

export interface Acting {
  readonly automation: { readonly id: string; readonly name: string; readonly version: number };
  readonly action: AutomationAction;
  /** Which of its actions. */
  readonly nth: number;
  readonly outputs: Outputs;
  /** What is written for all automations together. */
  readonly later: LaterChange[];
  readonly platforms: Platforms;
  readonly now: Date;
}

/** What was done, by event; what undoing needs stands beside `do`. */
export type Done = Readonly<Record<string, Json>>;

/** An action that was done; what undoing needs stands beside. */
export interface DoneAct {
  readonly do: string;
  readonly [name: string]: Json | undefined;
}

export type Act = (tx: Tx, targets: readonly Target[], acting: Acting) => Promise<(target: Target) => Done>;

export const by = ({ automation, now }: Acting) => ({ actor: automationActor(automation), now });

export const textOf = (value: ParameterValue | undefined): string => (typeof value === "string" ? value : "");
export const textsOf = (value: ParameterValue | undefined): readonly string[] => (isTexts(value) ? value : []);
/** The product it is about; null: it is about an order or a channel. */
export const productIdOf = ({ event }: Pick<Target, "event">): string | null =>
  triggerOf(event.trigger).subject === "product" ? event.subjectId : null;
export const ordersOf = (targets: readonly Target[]): OrderNow[] => [
  ...new Map(targets.flatMap(({ order }) => (order ? [[order.id, order] as const] : []))).values(),
];

/** What does not apply to an order, as to one that is held already, leaves it as it is and is no failure. */
export const unlessMoot =
  (
    mootCodes: readonly string[],
    work: (tx: Tx, target: Target & { readonly order: OrderNow }, acting: Acting) => Promise<Done>,
  ): Act =>
  async (tx, targets, acting) => {
    const done = new Map<string, Done>();
    for (const target of targets) {
      const { order, event } = target;
      if (!order) continue;
      try {
        done.set(event.id, await work(tx, { ...target, order }, acting));
      } catch (error) {
        if (!(error instanceof HubError && mootCodes.includes(error.code))) throw error;
        done.set(event.id, { leftOut: error.code });
      }
    }
    return ({ event }) => done.get(event.id) ?? {};
  };
