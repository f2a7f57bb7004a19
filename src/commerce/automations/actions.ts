/** What automations can do, and which parameters each takes. */
import { CANCEL_REASONS } from "../order-command.ts";
import { GIVEN_REASONS, HOLD_EVENTS } from "../order-holds.ts";
import { ORDER_PRIORITIES } from "../order-priority.ts";
import { SPLIT_BY } from "../order-split.ts";
import { PREFERENCES } from "../shipping-preference.ts";
import { ORDER_STATUSES } from "../statuses.ts";
import type { ReferenceKind } from "./fields.ts";
import type { SubjectKind } from "./triggers.ts";

export type ParameterKind =
  | "text"
  | "texts"
  | "template"
  | "number"
  | "percent"
  | "money"
  | "choice"
  | "currency"
  | "date"
  | "boolean"
  | "reference";

export interface Parameter {
  /** A template is text with placeholders: {{order.number}} is that field. */
  readonly kind: ParameterKind;
  /** Absent: it may be left out. */
  readonly isRequired?: boolean;
  readonly choices?: readonly string[];
  readonly reference?: ReferenceKind;
  /** Of a number or percent; of money in minor units. */
  readonly least?: number;
  /** Of a number or percent; of a text its length, of texts their count. */
  readonly most?: number;
}

export interface ActionKind {
  readonly subjects: readonly SubjectKind[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The run log can undo it. */
  readonly canUndo: boolean;
}

const ORDER = ["order"] as const;
const PRODUCT = ["product"] as const;
const TAGGED = ["order", "product"] as const;
const ANY = ["order", "channel", "product"] as const;
const tags: Parameter = { kind: "texts", isRequired: true, most: 20 };
const subject: Parameter = { kind: "template", isRequired: true, most: 200 };
/** Absent: every channel it is on. */
const onChannel: Parameter = { kind: "reference", reference: "channel" };
const courier: Parameter = { kind: "reference", reference: "courier", isRequired: true };
const text: Parameter = { kind: "template", isRequired: true, most: 5_000 };

/** Of a mail: a message template, or a subject and a text of its own. */
const MAIL = {
  template: { kind: "reference", reference: "message_template" },
  subject: { kind: "template", most: 200 },
  text: { kind: "template", most: 5_000 },
} as const satisfies ActionKind["parameters"];

/** Papers an order can have in the print queue together. */
export const DOCUMENT_SETS = ["label", "slip", "invoice", "label_slip", "all"] as const;
export const PRICE_BASES = ["price", "cost", "compare_at"] as const;
/** What prices end with: 99 is .99; whole is without a fraction. */
export const PRICE_ENDINGS = ["unit", "whole", "99", "95", "90"] as const;

const ACTIONS = {
  add_tags: { subjects: TAGGED, parameters: { tags }, canUndo: true },
  remove_tags: { subjects: TAGGED, parameters: { tags }, canUndo: true },
  /** In the order's history, for members. */
  add_note: { subjects: ORDER, parameters: { text: { ...text, most: 2_000 } }, canUndo: true },
  set_priority: {
    subjects: ORDER,
    parameters: { priority: { kind: "choice", choices: ORDER_PRIORITIES, isRequired: true } },
    canUndo: true,
  },
  assign: {
    subjects: ORDER,
    parameters: { member: { kind: "reference", reference: "member", isRequired: true } },
    canUndo: true,
  },
  /** Hours from when the event happened. */
  set_ship_by: {
    subjects: ORDER,
    parameters: { hours: { kind: "number", least: 1, most: 2_160, isRequired: true } },
    canUndo: true,
  },
  /** Shown beside its own, by the rate of the moment it was placed; nothing is counted in it. */
  show_currency: {
    subjects: ORDER,
    parameters: { currency: { kind: "currency", isRequired: true } },
    canUndo: true,
  },
  set_status: {
    subjects: ORDER,
    parameters: {
      status: { kind: "choice", choices: ORDER_STATUSES.filter((each) => each !== "cancelled"), isRequired: true },
    },
    canUndo: true,
  },
  /** Pays nothing back: what was paid waits for a person. */
  cancel_order: {
    subjects: ORDER,
    parameters: {
      reason: { kind: "choice", choices: CANCEL_REASONS, isRequired: true },
      notifyCustomer: { kind: "boolean" },
    },
    canUndo: false,
  },
  /** One that is held already, or whose hold would end at once, stays as it is. */
  hold_order: {
    subjects: ORDER,
    parameters: {
      reason: { kind: "choice", choices: GIVEN_REASONS, isRequired: true },
      note: { kind: "template", most: 500 },
      /** Hours until it is released. Without one of the three ends: until somebody releases it. */
      hours: { kind: "number", least: 1, most: 2_160 },
      date: { kind: "date" },
      until: { kind: "choice", choices: HOLD_EVENTS },
      /** false: its units are for sale meanwhile. */
      keepsUnits: { kind: "boolean" },
    },
    canUndo: true,
  },
  /** It reserves and takes nothing, and what it held is for sale. */
  exclude_from_stock: { subjects: ORDER, parameters: {}, canUndo: true },
  release_order: { subjects: ORDER, parameters: {}, canUndo: true },
  /** With open orders of the same buyer to the same address. */
  merge_order: { subjects: ORDER, parameters: {}, canUndo: true },
  /** Sent in several parcels; of `lines`: those with one of the SKUs or tags go in a parcel of their own. */
  split_order: {
    subjects: ORDER,
    parameters: {
      by: { kind: "choice", choices: SPLIT_BY, isRequired: true },
      skus: { kind: "texts", most: 20 },
      tags: { kind: "texts", most: 20 },
    },
    canUndo: true,
  },
  /** An item of yours that is packed with the order, once: left out where it is not in stock. */
  add_gift: {
    subjects: ORDER,
    parameters: {
      sku: { kind: "text", most: 255, isRequired: true },
      /** Absent: one. */
      units: { kind: "number", least: 1, most: 99 },
    },
    canUndo: true,
  },
  /** One that is booked, picked or packed stays where it is. */
  choose_location: {
    subjects: ORDER,
    parameters: { location: { kind: "reference", reference: "location", isRequired: true } },
    canUndo: true,
  },
  /** Proposed before what rules of `order.shipping_choice` propose. */
  choose_courier: {
    subjects: ORDER,
    parameters: { courier, service: { kind: "text", most: 200 } },
    canUndo: true,
  },
  choose_package: {
    subjects: ORDER,
    parameters: { package: { kind: "reference", reference: "package", isRequired: true } },
    canUndo: true,
  },
  /** What its parcels are insured for when they are booked, unless a person says otherwise. */
  insure: {
    subjects: ORDER,
    parameters: {
      /** In the order's currency; absent: the value of the goods. */
      amount: { kind: "money", least: 1 },
    },
    canUndo: true,
  },
  /** One parcel of all that is left; refused while the order is on hold. */
  book_label: {
    subjects: ORDER,
    parameters: {
      courier,
      service: { kind: "text", most: 200 },
      /** Absent: the one chosen for the order, else the default. */
      package: { kind: "reference", reference: "package" },
    },
    canUndo: true,
  },
  /** In the queue that the packing desk prints. */
  print_papers: {
    subjects: ORDER,
    parameters: { papers: { kind: "choice", choices: DOCUMENT_SETS, isRequired: true } },
    canUndo: true,
  },
  /** Creates it there, or sends what differs. */
  publish_product: {
    subjects: PRODUCT,
    parameters: { channel: { ...onChannel, isRequired: true } },
    canUndo: false,
  },
  /** A price of its own there, above every price rule: `price`, or `percent` more or less than `base`. */
  set_channel_price: {
    subjects: PRODUCT,
    parameters: {
      channel: onChannel,
      percent: { kind: "percent", least: -95, most: 1_000 },
      base: { kind: "choice", choices: PRICE_BASES },
      rounding: { kind: "choice", choices: PRICE_ENDINGS },
      price: { kind: "money", least: 1 },
    },
    canUndo: true,
  },
  /** The price rules decide there again. */
  clear_channel_price: { subjects: PRODUCT, parameters: { channel: onChannel }, canUndo: true },
  stop_stock_sync: { subjects: PRODUCT, parameters: { channel: onChannel }, canUndo: true },
  start_stock_sync: { subjects: PRODUCT, parameters: { channel: onChannel }, canUndo: true },
  /** For a parcel that no courier is chosen for: the first whose courier takes it decides. */
  propose_courier: {
    subjects: ["parcel"],
    parameters: {
      /** Absent: any. */
      courier: { kind: "reference", reference: "courier" },
      /** As an offer names it; absent: any. */
      service: { kind: "text", most: 200 },
      serviceName: { kind: "text", most: 200 },
      /** Among several offers. */
      prefer: { kind: "choice", choices: PREFERENCES, isRequired: true },
      maxPrice: { kind: "money" },
      maxDays: { kind: "number", least: 1, most: 365 },
    },
    canUndo: false,
  },
  mail_customer: { subjects: ORDER, parameters: MAIL, canUndo: false },
  mail_member: {
    subjects: ANY,
    parameters: { member: { kind: "reference", reference: "member", isRequired: true }, ...MAIL },
    canUndo: false,
  },
  call_webhook: {
    subjects: ANY,
    parameters: { endpoint: { kind: "reference", reference: "webhook_endpoint", isRequired: true } },
    canUndo: false,
  },
  /** An alert in the inbox. */
  create_task: {
    subjects: ANY,
    parameters: { title: { ...subject }, text: { kind: "template", most: 2_000 } },
    canUndo: false,
  },
} as const satisfies Readonly<Record<string, ActionKind>>;

export type ActionKey = keyof typeof ACTIONS;

export const ACTION_KEYS = Object.keys(ACTIONS) as readonly ActionKey[] as readonly [ActionKey, ...ActionKey[]];

export const isAction = (text: unknown): text is ActionKey => typeof text === "string" && Object.hasOwn(ACTIONS, text);

/** An action, without the exact types of its row. */
export const actionOf = (key: ActionKey): ActionKind => ACTIONS[key];
