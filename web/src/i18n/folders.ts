/** Which folders have words, and which words: a key nobody wrote is a type error. One line a folder. */
import type admin from "../admin/messages/en.json";
import type alerts from "../alerts/messages/en.json";
import type alertSign from "../alerts/sign/messages/en.json";
import type auditHistory from "../audit/history/messages/en.json";
import type audit from "../audit/messages/en.json";
import type automations from "../automations/messages/en.json";
import type conflicts from "../conflicts/messages/en.json";
import type costs from "../costs/messages/en.json";
import type customers from "../customers/messages/en.json";
import type firstRun from "../first-run/messages/en.json";
import type help from "../help/messages/en.json";
import type homeChecklist from "../home/checklist/messages/en.json";
import type home from "../home/messages/en.json";
import type hubMessageFields from "../hub-messages/fields/messages/en.json";
import type inbox from "../inbox/messages/en.json";
import type integrations from "../integrations/messages/en.json";
import type inventory from "../inventory/messages/en.json";
import type invoices from "../invoices/messages/en.json";
import type listingDrafts from "../listing-drafts/messages/en.json";
import type listings from "../listings/messages/en.json";
import type marketing from "../marketing/messages/en.json";
import type metrics from "../metrics/messages/en.json";
import type nextStep from "../next-step/messages/en.json";
import type orderRouting from "../order-routing/messages/en.json";
import type orders from "../orders/messages/en.json";
import type orderPage from "../orders/page/messages/en.json";
import type orderProfit from "../orders/profit/messages/en.json";
import type packing from "../packing/messages/en.json";
import type photos from "../photos/messages/en.json";
import type pos from "../pos/messages/en.json";
import type priceEdits from "../price-edits/messages/en.json";
import type printing from "../printing/messages/en.json";
import type products from "../products/messages/en.json";
import type promotions from "../promotions/messages/en.json";
import type purchasing from "../purchasing/messages/en.json";
import type register from "../register/messages/en.json";
import type reports from "../reports/messages/en.json";
import type profitReports from "../reports/profit/messages/en.json";
import type returns from "../returns/messages/en.json";
import type runs from "../runs/messages/en.json";
import type settings from "../settings/messages/en.json";
import type settlements from "../settlements/messages/en.json";
import type shell from "../shell/messages/en.json";
import type shellPalette from "../shell/palette/messages/en.json";
import type shippingDesk from "../shipments/desk/messages/en.json";
import type shipments from "../shipments/messages/en.json";
import type shipping from "../shipping/messages/en.json";
import type stores from "../stores/messages/en.json";
import type ui from "../ui/messages/en.json";

interface Folders {
  admin: typeof admin;
  alerts: typeof alerts;
  "alerts/sign": typeof alertSign;
  audit: typeof audit;
  "audit/history": typeof auditHistory;
  automations: typeof automations;
  conflicts: typeof conflicts;
  costs: typeof costs;
  customers: typeof customers;
  "first-run": typeof firstRun;
  help: typeof help;
  home: typeof home;
  "home/checklist": typeof homeChecklist;
  inbox: typeof inbox;
  integrations: typeof integrations;
  inventory: typeof inventory;
  invoices: typeof invoices;
  "listing-drafts": typeof listingDrafts;
  listings: typeof listings;
  marketing: typeof marketing;
  metrics: typeof metrics;
  "next-step": typeof nextStep;
  orders: typeof orders;
  "orders/page": typeof orderPage;
  "orders/profit": typeof orderProfit;
  "order-routing": typeof orderRouting;
  packing: typeof packing;
  photos: typeof photos;
  pos: typeof pos;
  "price-edits": typeof priceEdits;
  printing: typeof printing;
  products: typeof products;
  promotions: typeof promotions;
  purchasing: typeof purchasing;
  register: typeof register;
  reports: typeof reports;
  "reports/profit": typeof profitReports;
  returns: typeof returns;
  runs: typeof runs;
  /** Codes of the hub: what it says is known when it says it. */
  "hub-messages": Readonly<Record<string, string>>;
  /** The alerts among them, for who shows no more: a seventh of them. */
  "hub-messages/alerts": Readonly<Record<string, string>>;
  /** What a request calls its fields, as forms call them. */
  "hub-messages/fields": typeof hubMessageFields;
  settings: typeof settings;
  settlements: typeof settlements;
  shell: typeof shell;
  shipments: typeof shipments;
  "shipments/desk": typeof shippingDesk;
  "shell/palette": typeof shellPalette;
  shipping: typeof shipping;
  stores: typeof stores;
  ui: typeof ui;
}

export type Folder = keyof Folders;

/** Whose words are the hub's own. */
export type HubMessageFolder = "hub-messages" | "hub-messages/alerts";

type Form = "zero" | "one" | "two" | "few" | "many" | "other";
type Uncounted<K extends string> = K extends `${infer Base}_${Form}` ? Base : K;
type KeysOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K | Uncounted<K> : `${K}.${KeysOf<T[K]>}`;
}[keyof T & string];

/** Names of a folder's texts: "columns.number"; counted ones without their plural form. */
export type Key<F extends Folder> = F extends Folder ? KeysOf<Folders[F]> : never;
